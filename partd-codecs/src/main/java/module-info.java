/** Codecs for partd: compression, and values other than bytes. */
module io.partd.codecs {
    requires static transitive org.jspecify;
    requires transitive io.partd;
    requires com.fasterxml.jackson.core;
    requires msgpack.core;

    exports io.partd.codecs.msgpack;
    exports io.partd.codecs.numpy;
    exports io.partd.codecs.object;
    exports io.partd.codecs.pickle;
    exports io.partd.codecs.text;

    provides io.partd.codec.CodecProvider with
            io.partd.codecs.msgpack.MsgpackProvider,
            io.partd.codecs.numpy.NumpyProvider,
            io.partd.codecs.pickle.PickleProvider,
            io.partd.codecs.text.JsonLinesProvider,
            io.partd.codecs.text.TextProvider;
}
