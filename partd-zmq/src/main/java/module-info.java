/** A server for a partd, and its clients, over ZeroMQ's protocol. */
module io.partd.zmq {
    requires static transitive org.jspecify;
    requires transitive io.partd;
    requires org.bouncycastle.provider;

    exports io.partd.zmq;
    exports io.partd.zmq.server;
}
