/** Codecs for partd: compression, and values other than bytes. */
module io.partd.codecs {
    requires static transitive org.jspecify;
    requires transitive io.partd;
    requires com.github.luben.zstd_jni;
    requires org.apache.commons.compress;
    requires org.lz4.java;
    requires org.xerial.snappy;

    exports io.partd.codecs.compression;

    provides io.partd.codec.CodecProvider with
            io.partd.codecs.compression.BloscProvider,
            io.partd.codecs.compression.Bz2Provider,
            io.partd.codecs.compression.Lz4Provider,
            io.partd.codecs.compression.SnappyProvider,
            io.partd.codecs.compression.ZstdProvider;
}
