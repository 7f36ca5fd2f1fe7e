/**
 * Histories of what threads and processes did to a store, and a checker that says whether a store that keeps the laws
 * of {@link io.partd.Partd} can have answered so. Depends on no store: wrap any in a {@link RecordedStore}.
 */
package io.partd.history;
