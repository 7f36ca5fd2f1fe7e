package io.partd.zmq.zmtp;

import io.partd.zmq.security.Sealing;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Receives frames, and joins them to messages. For one thread. */
final class FrameReader {

    /** The bits of a frame's first byte. */
    static final int MORE = 1;

    static final int LONG = 2;
    static final int COMMAND = 4;
    private static final int RESERVED = ~(MORE | LONG | COMMAND);

    private static final int LONGEST_COMMAND = 1 << 16;

    private final Link link;
    private final Blocks.Share share;
    private final Chain chain;
    private final Patience patience;
    private final @Nullable Sealing sealing;
    private final Message message;
    private final long longest;
    private byte[] sealed = {};
    /** What was charged for that array in the message under way: it is there once, however many frames there are. */
    private long sealedCharged;

    private long at;

    /**
     * Makes a reader.
     *
     * @param longest the most bytes that one message may have, with its frames' headers
     */
    FrameReader(Link link, Blocks.Share share, Patience patience, @Nullable Sealing sealing, long longest) {
        this(link, share, new Chain(share), patience, sealing, longest);
    }

    private FrameReader(
            Link link, Blocks.Share share, Chain chain, Patience patience, @Nullable Sealing sealing, long longest) {
        this.link = link;
        this.share = share;
        this.chain = chain;
        this.patience = patience;
        this.sealing = sealing;
        this.longest = longest;
        this.message =
                sealing == null ? new Message(chain, 0, 0) : new Message(chain, sealing.offset(), sealing.overhead());
    }

    /** Returns the reader for what comes after the handshake; this one is not used any more. */
    FrameReader continued(Patience then, @Nullable Sealing thenSealing, long thenLongest) {
        FrameReader reader = new FrameReader(link, share, chain, then, thenSealing, thenLongest);
        reader.at = at;
        return reader;
    }

    /** Tells whether the beginning of another message is here already. */
    boolean hasMore() {
        return at < chain.end();
    }

    /** Gives back the memory of the last message; it is not valid any more. */
    void release() {
        at = chain.discard(at);
        share.settle();
    }

    /**
     * Waits for the beginning of a message.
     *
     * @return whether there is one; false at the orderly end of the connection, or if the wait was given up
     */
    boolean awaitMessage(Waiting waiting) throws IOException, InterruptedException {
        while (at == chain.end()) {
            int count = link.read(chain.room());
            if (count > 0) {
                chain.received(count);
            } else if (count < 0) {
                return false;
            } else {
                chain.clear();
                at = 0;
                share.settle();
                if (!waiting.await(link)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Receives a message whose beginning is here; or a command.
     *
     * @return null if it was a command, which {@code commands} got
     */
    @Nullable
    Message receive(CommandHandler commands) throws IOException, InterruptedException {
        long begin = at;
        patience.begin();
        sealedCharged = 0;
        int frames = 0;
        boolean more;
        do {
            int flags = header();
            if (sealing != null && (flags & (COMMAND | MORE)) != 0) {
                throw new MalformedException("a frame that is not encrypted, on a connection where all are");
            }
            if ((flags & COMMAND) != 0) {
                if (frames > 0 || (flags & MORE) != 0) {
                    throw new MalformedException("a command within a message");
                }
                byte[] body = commandBody(length(flags));
                commands.handle(body);
                return null;
            }
            long length = length(flags);
            if (length < 0 || length > longest - (at - begin)) {
                throw new MessageTooLargeException("a message of " + (at - begin) + " bytes and a frame of "
                        + Long.toUnsignedString(length) + " bytes is larger than the limit of " + longest + " bytes");
            }
            fill(length);
            more = (flags & MORE) != 0;
            if (sealing != null) {
                int inner = open(sealing, length);
                if ((inner & Sealing.COMMAND) != 0) {
                    command(sealing, length, frames, commands);
                    return null;
                }
                more = (inner & Sealing.MORE) != 0;
            }
            at += length;
            frames++;
        } while (more);
        message.reset(begin, frames, at - begin);
        return message;
    }

    /** Receives bytes that are no frame, in the greeting. */
    byte[] receiveBytes(int count) throws IOException, InterruptedException {
        fill(count);
        byte[] bytes = new byte[count];
        chain.get(at, bytes, 0, count);
        at += count;
        return bytes;
    }

    /** Receives a command, in the handshake. */
    byte[] receiveCommand() throws IOException, InterruptedException {
        int flags = header();
        if ((flags & COMMAND) == 0 || (flags & MORE) != 0) {
            throw new MalformedException("a frame that is no command, in the handshake");
        }
        byte[] body = commandBody(length(flags));
        release();
        return body;
    }

    private byte[] commandBody(long length) throws IOException, InterruptedException {
        if (length < 0 || length > LONGEST_COMMAND) {
            throw new MalformedException(
                    "a command of " + Long.toUnsignedString(length) + " bytes; " + LONGEST_COMMAND + " are the most");
        }
        return receiveBytes((int) length);
    }

    /** Receives the first byte of a frame, and as many of its length as that says. */
    private int header() throws IOException, InterruptedException {
        fill(2);
        int flags = chain.get(at++) & 0xFF;
        if ((flags & RESERVED) != 0) {
            throw new MalformedException(
                    "a frame with the flags 0x" + Integer.toHexString(flags) + "; this is no ZMTP 3");
        }
        return flags;
    }

    private long length(int flags) throws IOException, InterruptedException {
        int bytes = (flags & LONG) == 0 ? 1 : Long.BYTES;
        fill(bytes);
        long length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | (chain.get(at++) & 0xFF);
        }
        return length;
    }

    private int open(Sealing by, long length) throws IOException, InterruptedException {
        if (length < by.overhead() || length > Integer.MAX_VALUE - 8) {
            throw new MalformedException("an encrypted frame of " + length + " bytes");
        }
        if (sealed.length < length) {
            if (sealedCharged < length) {
                share.charge(length - sealedCharged);
                sealedCharged = length;
            }
            sealed = new byte[(int) length];
        }
        chain.get(at, sealed, 0, (int) length);
        int flags = by.open(sealed, (int) length);
        chain.put(at, sealed, 0, (int) length);
        if (sealed.length > Blocks.SIZE) {
            sealed = new byte[0];
        }
        return flags;
    }

    /** Takes a command that came encrypted. */
    private void command(Sealing by, long length, int frames, CommandHandler commands) throws IOException {
        int body = (int) length - by.overhead();
        if (frames > 0 || body > LONGEST_COMMAND) {
            throw new MalformedException("an encrypted command of " + body + " bytes after " + frames + " frames");
        }
        byte[] command = new byte[body];
        chain.get(at + by.offset(), command, 0, body);
        at += length;
        commands.handle(command);
    }

    /** Receives until so many bytes are here. */
    private void fill(long count) throws IOException, InterruptedException {
        while (chain.end() - at < count) {
            patience.checkLimit();
            ByteBuffer room = chain.room();
            int received = link.read(room);
            if (received > 0) {
                chain.received(received);
                patience.moved(received);
            } else if (received < 0) {
                throw new EOFException("the connection ended within a message");
            } else {
                long begun = System.nanoTime();
                link.awaitReadable(patience.pause());
                patience.waited(System.nanoTime() - begun);
            }
        }
    }

    /** Gives all memory back. */
    void close() {
        chain.clear();
        share.settle();
    }

    /** What to do with a command that comes between messages. */
    interface CommandHandler {
        void handle(byte[] command) throws IOException;
    }

    /** How to wait for a message that may never come. */
    interface Waiting {
        /** Waits until there is something to read; returns false to give up. */
        boolean await(Link link) throws IOException;
    }
}
