/** Codecs for partd: compression, and values other than bytes. */
module io.partd.codecs {
    requires static transitive org.jspecify;
    requires transitive io.partd;

    exports io.partd.codecs.pickle;

    provides io.partd.codec.CodecProvider with
            io.partd.codecs.pickle.PickleProvider;
}
