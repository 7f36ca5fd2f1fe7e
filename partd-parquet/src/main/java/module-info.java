/** Parquet files for partd, as Apache Arrow's vectors. */
@SuppressWarnings("requires-transitive-automatic")
module io.partd.parquet {
    requires static transitive org.jspecify;
    requires transitive io.partd;
    requires transitive io.partd.arrow;
    requires com.github.luben.zstd_jni;
    requires org.apache.arrow.format;
    requires transitive org.apache.arrow.memory.core;
    requires transitive org.apache.arrow.vector;
    requires org.lz4.java;
    requires org.xerial.snappy;
    requires parquet.format.structures;

    exports io.partd.parquet;

    provides io.partd.codec.CodecProvider with
            io.partd.parquet.ParquetProvider;
}
