package io.partd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * Something that tests need and a machine may lack. Where it lacks, they are skipped, and a line at the end of the
 * build says so and how to get it.
 */
public final class Requirement {

    private final String kind;
    private final List<String> names;
    private final String remedy;

    private Requirement(String kind, List<String> names, String remedy) {
        this.kind = kind;
        this.names = names;
        this.remedy = remedy;
    }

    /**
     * Returns one; those that differ in the names only are reported together.
     *
     * @param kind such as {@code the command}
     * @param names such as {@code zstd}
     * @param remedy how to get it, such as {@code install the packages of these names}
     */
    public static Requirement of(String kind, List<String> names, String remedy) {
        return new Requirement(kind, List.copyOf(names), remedy);
    }

    /** Skips the test, or fails it if {@code PARTD_INTEROP} is {@code required}, unless it is there. */
    public void require(boolean there) {
        if (!there) {
            assertThat(System.getenv("PARTD_INTEROP")).as(toString()).isNotEqualTo("required");
        }
        assume(there);
    }

    /** Skips the test unless it is there. */
    public void assume(boolean there) {
        if (!there) {
            throw new MissingException(this);
        }
    }

    String kind() {
        return kind;
    }

    List<String> names() {
        return names;
    }

    String remedy() {
        return remedy;
    }

    @Override
    public String toString() {
        return "this test needs " + (kind + " " + String.join(", ", names)).strip() + "; " + remedy;
    }

    /** Skips a test. */
    static final class MissingException extends TestAbortedException {

        private static final long serialVersionUID = 1;

        private final transient Requirement requirement;

        private MissingException(Requirement requirement) {
            super(requirement.toString());
            this.requirement = requirement;
        }

        Requirement requirement() {
            return requirement;
        }
    }
}
