/** The {@code partd} command. */
module io.partd.cli {
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.partd;
    requires io.partd.arrow;
    requires io.partd.codecs;
    requires io.partd.pandas;
    requires io.partd.parquet;
    requires io.partd.redis;
    requires io.partd.zmq;
    requires java.management;
    requires jdk.management;
    requires me.tongfei.progressbar;
    requires org.apache.commons.compress;

    opens io.partd.cli to
            info.picocli;
    opens io.partd.cli.shuffle to
            info.picocli;
}
