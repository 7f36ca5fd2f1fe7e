package io.partd.zmq.server;

import io.partd.zmq.zmtp.Message;
import java.io.Closeable;
import java.io.IOException;

/** How a server understands one client, and answers. For the conversation's thread. */
interface Dialect extends Closeable {

    /** Carries out what a message asks for, and answers. */
    void handle(Message message) throws IOException, InterruptedException;

    /** Sends the answers that were held back for others to come with them. */
    void finish() throws IOException;

    /** Returns for how long the client may be silent, in milliseconds. */
    long patience();

    /** Tells the client why the connection ends. */
    void refuse(Throwable reason) throws IOException;
}
