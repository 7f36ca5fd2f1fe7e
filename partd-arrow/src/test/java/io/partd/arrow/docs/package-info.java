/** Java that the documents show. */
package io.partd.arrow.docs;
