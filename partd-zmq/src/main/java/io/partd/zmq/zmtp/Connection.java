package io.partd.zmq.zmtp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one peer that carries multipart messages both ways: what the protocols above know of the transport.
 * One thread receives; another one may send meanwhile.
 */
public interface Connection extends Closeable {

    /**
     * Waits for the next message. What the last one was is not valid any more.
     *
     * @param idleMillis how long it may take until the message begins
     * @return null if the peer has closed the connection between messages, or {@link #stopReceiving} was called
     * @throws MessageTooLargeException if the message is larger than the limit; it can only send then
     * @throws MalformedException if it is not well-formed; it can only send then
     * @throws SilenceException if no message begins for so long; it can be called again then
     * @throws java.net.SocketTimeoutException if the rest of the message takes too long
     * @throws InterruptedException if the thread is interrupted while it waits for memory
     */
    @Nullable
    Message receive(long idleMillis) throws IOException, InterruptedException;

    /**
     * Bounds how long the messages that are received and sent from now on may take, all together and however steadily
     * they move; {@code Long.MAX_VALUE} for ever. For the thread that receives, while no other one sends.
     */
    void limitTime(long nanos);

    /**
     * Bounds how long it may take to send what is sent from now on, however steadily it moves; {@code Long.MAX_VALUE}
     * for ever. For the thread that sends.
     */
    void limitSending(long nanos);

    /** Tells whether another message has begun to come. For the thread that receives. */
    boolean hasMore();

    /** Returns what this connection uses of the memory for messages. For the thread that receives. */
    Blocks.Share memory();

    /**
     * Returns the lock that a thread holds while it sends a message, if it is not the one that receives: heartbeats are
     * answered in between.
     */
    Lock sending();

    /** Lets {@link #receive} end with null before another message, which may have come. For any thread. */
    void stopReceiving() throws IOException;

    /**
     * Begins a frame of a message. As many bytes as it is long must be put next.
     *
     * @throws LostConnectionException if that cannot be sent; neither can anything else then. So do the others that
     *     send
     */
    void frame(boolean more, long length) throws IOException;

    /** Adds to the frame. */
    void put(byte[] bytes, int offset, int length) throws IOException;

    /** Adds what remains in a buffer to the frame; the buffer stays as it is. */
    void put(ByteBuffer bytes) throws IOException;

    /** Sends what was put, as far as that has not been done. */
    void flush() throws IOException;

    /** Closes it once the peer has read what was sent, or after a moment. For the thread that receives. */
    void closeGently() throws IOException;

    /** Cuts it off, whatever is under way; the thread that receives gets an exception, and is to close it. */
    void abort() throws IOException;

    /** Closes it and gives its memory back. For the thread that receives, or once there is none. */
    @Override
    void close() throws IOException;

    /** Returns what the peer has said of itself, names in lower case. */
    Map<String, byte[]> properties();

    /** Returns who the peer is, for messages: its address. */
    @Override
    String toString();
}
