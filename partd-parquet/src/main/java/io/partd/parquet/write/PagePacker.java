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
    private final ByteBuilder levels = new ByteBuilder();
    private final ByteBuilder body = new ByteBuilder();
    private byte[] packed = new byte[0];

    PagePacker(PageCodec codec) {
        this.codec = codec;
    }

    /** Begins a page, and returns what of it is compressed, to fill. */
    ByteBuilder body() {
        levels.clear();
        body.clear();
        return body;
    }

    /** Returns what is in front of that and is not compressed, to fill in a page of version 2. */
    ByteBuilder levels() {
        return levels;
    }

    /** Returns the page with its header, in which sizes and checksum are set. */
    byte[] pack(PageHeader header) throws IOException {
        int bound = codec.bound(body.size());
        if (packed.length < bound) {
            packed = new byte[bound];
        }
        int size = codec.compress(body.bytes(), body.size(), packed);
        byte[] compressed = packed;
        if (header.isSetData_page_header_v2() && size >= body.size()) {
            header.data_page_header_v2.setIs_compressed(false);
            compressed = body.bytes();
            size = body.size();
        }
        CRC32 crc = new CRC32();
        crc.update(levels.bytes(), 0, levels.size());
        crc.update(compressed, 0, size);
        header.setUncompressed_page_size(levels.size() + body.size());
        header.setCompressed_page_size(levels.size() + size);
        header.setCrc((int) crc.getValue());
        byte[] head = Thrift.write(header);
        byte[] page = new byte[head.length + levels.size() + size];
        System.arraycopy(head, 0, page, 0, head.length);
        System.arraycopy(levels.bytes(), 0, page, head.length, levels.size());
        System.arraycopy(compressed, 0, page, head.length + levels.size(), size);
        return page;
    }

    @Override
    public void close() {
        codec.close();
    }
}
