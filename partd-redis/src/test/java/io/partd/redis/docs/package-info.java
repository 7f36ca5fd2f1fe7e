/** The Java of the pages in {@code docs/} that is about the server and its clients. */
package io.partd.redis.docs;
