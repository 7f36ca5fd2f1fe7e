/** An appendable key-value store for shuffles. */
@SuppressWarnings("module")
module io.partd {
    requires static transitive org.jspecify;
    requires com.dynatrace.hash4j;
    requires com.sun.jna;
    requires jdk.jfr;
    requires static org.lz4.java;

    exports io.partd;
    exports io.partd.buffer;
    exports io.partd.codec;
    exports io.partd.expression;
    exports io.partd.file;
    exports io.partd.input;
    exports io.partd.log;
    exports io.partd.lz4 to
            io.partd.arrow,
            io.partd.codecs;
    exports io.partd.memory;
    exports io.partd.shuffle;
    exports io.partd.temporary;

    uses io.partd.StoreProvider;
    uses io.partd.codec.CodecProvider;
    uses io.partd.shuffle.Decompressor;

    provides io.partd.StoreProvider with
            io.partd.file.FileStoreProvider,
            io.partd.log.LogStoreProvider,
            io.partd.memory.MemoryStoreProvider;
    provides io.partd.codec.CodecProvider with
            io.partd.codec.ZlibProvider;
}
