package io.partd.log;

import io.partd.OutcomeUnknownException;
import java.io.IOException;
import java.util.concurrent.locks.Lock;

/** Puts manifests in the place of the log's. All calls need the writer lock, with the other processes kept out. */
final class ManifestExchange {

    private final Disk disk;
    private final LogView view;
    private final Lock state;
    private final Syncing syncing;

    ManifestExchange(Disk disk, LogView view, Lock state, Syncing syncing) {
        this.disk = disk;
        this.view = view;
        this.state = state;
        this.syncing = syncing;
    }

    /** Puts a manifest in the place of the log's. If that fails, all is as it was. */
    void write(Manifest manifest, boolean synced) throws IOException {
        Processes processes = disk.processes();
        view.setExchanging(true);
        processes.setEpoch(0);
        boolean written = false;
        try {
            manifest.write(disk, file -> {
                if (synced) {
                    syncing.now(file::sync);
                }
            });
            written = true;
        } finally {
            if (!written) {
                processes.setEpoch(view.manifest().epoch());
                view.setExchanging(false);
            }
        }
    }

    /**
     * Lets readers see what a manifest that has been written says.
     *
     * @throws OutcomeUnknownException if it counts, but the view has to be read again, or a power cut may take it back
     */
    void publish(Manifest manifest, boolean synced, Runnable publication) throws IOException {
        state.lock();
        try {
            publication.run();
            disk.processes().setEpoch(manifest.epoch());
        } catch (Error e) {
            view.distrust();
            throw new OutcomeUnknownException(
                    "the log in " + disk.path() + " has another manifest, but has to be read again: " + e, e);
        } finally {
            view.setExchanging(false);
            state.unlock();
        }
        if (synced) {
            syncNames(manifest);
        }
    }

    private void syncNames(Manifest manifest) throws OutcomeUnknownException {
        try {
            syncing.now(disk::sync);
            syncing.named(manifest.epoch());
        } catch (IOException | Error e) {
            throw new OutcomeUnknownException(
                    "the log in " + disk.path() + " has another manifest, but a power cut may bring the old one back: "
                            + e.getMessage(),
                    e);
        }
    }
}
