/** A server for a partd, and its clients, over ZeroMQ's protocol. */
module io.partd.zmq {
    requires static transitive org.jspecify;
    requires transitive io.partd;
    requires org.bouncycastle.provider;

    exports io.partd.zmq;
    exports io.partd.zmq.client;
    exports io.partd.zmq.server;

    provides io.partd.StoreProvider with
            io.partd.zmq.client.IpcStoreProvider,
            io.partd.zmq.client.TcpStoreProvider;
}
