/** Java that the documents show. */
package io.partd.pandas.docs;
