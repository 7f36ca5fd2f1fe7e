/** Codecs for partd: compression, and values other than bytes. */
module io.partd.codecs {
    requires static transitive org.jspecify;
    requires transitive io.partd;
    requires com.fasterxml.jackson.core;
    requires com.github.luben.zstd_jni;
    requires msgpack.core;
    requires org.apache.commons.compress;
    requires org.lz4.java;
    requires org.xerial.snappy;

    exports io.partd.codecs.compression;
    exports io.partd.codecs.msgpack;
    exports io.partd.codecs.numpy;
    exports io.partd.codecs.object;
    exports io.partd.codecs.pickle;
    exports io.partd.codecs.shuffle;
    exports io.partd.codecs.text;

    provides io.partd.codec.CodecProvider with
            io.partd.codecs.CodecsProvider;
    provides io.partd.shuffle.Decompressor with
            io.partd.codecs.compression.Bz2Decompressor,
            io.partd.codecs.compression.Lz4Decompressor,
            io.partd.codecs.compression.ZstdDecompressor;
}
