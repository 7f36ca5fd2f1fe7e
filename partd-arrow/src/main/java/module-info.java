/** Tables for partd, as Apache Arrow's vectors. */
@SuppressWarnings({"requires-transitive-automatic", "requires-automatic", "module"})
module io.partd.arrow {
    requires static transitive org.jspecify;
    requires transitive io.partd;
    requires io.partd.codecs;
    requires flatbuffers.java;
    requires org.apache.arrow.format;
    requires transitive org.apache.arrow.memory.core;
    // Found by its name, so that nothing else would bring it onto the module path.
    requires org.apache.arrow.memory.unsafe;
    requires transitive org.apache.arrow.vector;

    exports io.partd.arrow;
    exports io.partd.arrow.pandas;
    exports io.partd.arrow.shuffle;
    exports io.partd.arrow.ipc to
            io.partd.parquet;

    provides io.partd.codec.CodecProvider with
            io.partd.arrow.ArrowFilesProvider,
            io.partd.arrow.ArrowProvider,
            io.partd.arrow.pandas.PandasBlocksProvider,
            io.partd.arrow.pandas.PandasColumnsProvider;
}
