/** Tables for partd, as Apache Arrow's vectors. */
@SuppressWarnings("requires-transitive-automatic")
module io.partd.arrow {
    requires static transitive org.jspecify;
    requires transitive io.partd;
    requires io.partd.codecs;
    requires transitive org.apache.arrow.memory.core;
    requires transitive org.apache.arrow.vector;

    exports io.partd.arrow;
    exports io.partd.arrow.shuffle;
}
