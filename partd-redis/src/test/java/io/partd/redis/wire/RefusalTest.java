package io.partd.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RefusalTest {

    /** In the words of Redis 7, of Redis 8 and Valkey, and outside of a script. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERR The user executing the script can't run this command or subcommand script: 72fe",
                "ERR ACL failure in script: User ada has no permissions to run the 'time' command script: 72fe",
                "NOPERM User ada has no permissions to run the 'eval' command"
            })
    void aMissingPermissionIsNamed(String text) {
        assertThat(new Refusal(text).explained("host:6379")).contains("+eval +evalsha +multi +exec +info +time +wait");
    }

    @Test
    void aTransactionThatWasNotCarriedOutHadNoEffect() {
        String discarded = "EXECABORT Transaction discarded because of: ";
        assertThat(new Refusal(discarded + "OOM command not allowed").kind()).isEqualTo(Refusal.Kind.FINAL);
        assertThat(new Refusal(discarded + "ERR unheard of").kind()).isEqualTo(Refusal.Kind.FINAL);
        assertThat(new Refusal(discarded + "LOADING Redis is loading").kind()).isEqualTo(Refusal.Kind.LATER);
        assertThat(new Refusal("EXECABORT Transaction discarded because of previous errors.").kind())
                .isEqualTo(Refusal.Kind.LATER);
    }
}
