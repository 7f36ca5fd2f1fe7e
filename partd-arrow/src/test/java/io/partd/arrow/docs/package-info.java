/** The code in the documents, as a user would compile it: public types only. */
@NullMarked
package io.partd.arrow.docs;

import org.jspecify.annotations.NullMarked;
