/** The Java of the pages in {@code docs/} that is about Parquet. */
package io.partd.parquet.docs;
