package io.partd.parquet.write;

import io.partd.parquet.compression.PageCodec;
import io.partd.parquet.encoding.ByteBuilder;
import io.partd.parquet.format.Thrift;
import java.io.IOException;
import java.util.zip.CRC32;
import org.apache.parquet.format.PageHeader;

/** Compresses pages, and puts their headers before them. The columns of one codec use it one after the other. */
final class PagePacker implements AutoCloseable {

    private final PageCodec codec;
    private final ByteBuilder body = new ByteBuilder();
    private byte[] packed = new byte[0];

    PagePacker(PageCodec codec) {
        this.codec = codec;
    }

    /** Returns an empty page to fill. */
    ByteBuilder body() {
        body.clear();
        return body;
    }

    /** Returns the page with its header, in which sizes and checksum are set. */
    byte[] pack(PageHeader header) throws IOException {
        int bound = codec.bound(body.size());
        if (packed.length < bound) {
            packed = new byte[bound];
        }
        int size = codec.compress(body.bytes(), body.size(), packed);
        CRC32 crc = new CRC32();
        crc.update(packed, 0, size);
        header.setUncompressed_page_size(body.size());
        header.setCompressed_page_size(size);
        header.setCrc((int) crc.getValue());
        byte[] head = Thrift.write(header);
        byte[] page = new byte[head.length + size];
        System.arraycopy(head, 0, page, 0, head.length);
        System.arraycopy(packed, 0, page, head.length, size);
        return page;
    }

    @Override
    public void close() {
        codec.close();
    }
}
