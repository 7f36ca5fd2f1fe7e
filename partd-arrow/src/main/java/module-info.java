/** Tables for partd, as Apache Arrow's vectors. */
@SuppressWarnings({"requires-transitive-automatic", "requires-automatic", "module"})
module io.partd.arrow {
    requires static transitive org.jspecify;
    requires transitive io.partd;
    requires com.fasterxml.jackson.databind;
    requires com.github.luben.zstd_jni;
    requires flatbuffers.java;
    requires org.apache.arrow.format;
    requires transitive org.apache.arrow.memory.core;
    // Found by its name, so that nothing else would bring it onto the module path.
    requires org.apache.arrow.memory.unsafe;
    requires transitive org.apache.arrow.vector;
    // For core, which reads LZ4 frames with it.
    requires org.lz4.java;

    exports io.partd.arrow;
    exports io.partd.arrow.shuffle;
    exports io.partd.arrow.ipc to
            io.partd.parquet;
    exports io.partd.arrow.memory to
            io.partd.pandas,
            io.partd.parquet;
    exports io.partd.arrow.schema to
            io.partd.cli,
            io.partd.pandas,
            io.partd.parquet;

    provides io.partd.codec.CodecProvider with
            io.partd.arrow.ArrowProvider;
}
