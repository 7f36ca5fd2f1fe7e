/** Codecs for partd: compression, and values other than bytes. */
module io.partd.codecs {
    requires static transitive org.jspecify;
    requires transitive io.partd;
}
