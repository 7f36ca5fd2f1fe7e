package io.partd.cli.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.cli.JavaProcess;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StopOnSignalTest {

    /** Takes longer to clean up than a command that is in a hurry has. */
    static final class SlowToStop {

        private SlowToStop() {}

        @SuppressWarnings("try") // the signal is waited for
        public static void main(String[] arguments) throws Exception {
            try (StopOnSignal stop = StopOnSignal.unhurried()) {
                System.out.println("ready");
                awaitSignal();
                System.out.println("the end waits " + (isWaitLimited() ? "for some time" : "as long as it takes"));
            }
        }

        /** Tells whether the thread that holds the JVM's end up does so for a limited time only. */
        private static boolean isWaitLimited() {
            while (true) {
                for (Thread thread : Thread.getAllStackTraces().keySet()) {
                    Thread.State state = thread.getState();
                    if (thread.getName().equals("partd-stop") && state == Thread.State.WAITING) {
                        return false;
                    }
                    if (thread.getName().equals("partd-stop") && state == Thread.State.TIMED_WAITING) {
                        return true;
                    }
                }
            }
        }

        private static void awaitSignal() {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                // It has come.
            }
        }
    }

    @Test
    void theUnhurriedHaveAllTheTimeTheyNeed() throws Exception {
        List<String> command = JavaProcess.command();
        command.set(command.size() - 1, SlowToStop.class.getName());
        try (ChildProcess child = ChildProcess.of(command)) {
            assertThat(child.readLine()).isEqualTo("ready");
            // Process.destroy would close its output too.
            new ProcessBuilder("sh", "-c", "kill " + child.pid()).start().waitFor();
            assertThat(child.rest()).containsExactly("the end waits as long as it takes");
        }
    }
}
