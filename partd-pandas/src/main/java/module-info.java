/** Tables that pandas keeps in a partd, as Apache Arrow's vectors. */
module io.partd.pandas {
    requires static transitive org.jspecify;
    requires transitive io.partd;
    requires transitive io.partd.arrow;
    requires io.partd.codecs;
    requires transitive org.apache.arrow.memory.core;
    requires transitive org.apache.arrow.vector;

    exports io.partd.pandas;

    provides io.partd.codec.CodecProvider with
            io.partd.pandas.PandasProvider;
}
