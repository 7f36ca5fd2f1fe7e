/** What stores do, as meters of Micrometer. */
@SuppressWarnings("requires-transitive-automatic") // Micrometer names its module in the manifest only
module io.partd.metrics {
    requires static transitive org.jspecify;
    requires transitive io.partd;
    requires transitive micrometer.core;

    exports io.partd.metrics;
}
