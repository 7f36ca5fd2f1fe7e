/** An appendable key-value store for shuffles. */
module io.partd {
    requires static transitive org.jspecify;
    requires com.dynatrace.hash4j;
    requires com.sun.jna;

    exports io.partd;
    exports io.partd.shuffle;

    uses io.partd.StoreProvider;
}
