package io.partd.codecs.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.shuffle.RecordCursor;
import io.partd.shuffle.RecordFormat;
import io.partd.shuffle.RowSelection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects without the members that are the key. */
class JsonLinesKeyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "k       | {'k':1}                         | {}",
                "k       | { 'k' : 'a\\'b' }               | {  }",
                "k       | {'k':1,'a':2}                   | {'a':2}",
                "k       | {'k': 1 , 'a':2}                | {'a':2}",
                "k       | {'a':2,'k':null}                | {'a':2}",
                "k       | {'a': [1, 2] , 'k': true } \t    | {'a': [1, 2]  } \t",
                "k       | {'a':',','k':'x','b':{'k':2}}   | {'a':',','b':{'k':2}}",
                "k       | {'a':1}                         | {'a':1}",
                "k,m     | {'k':1,'m':2}                   | {}",
                "k,m     | {'m':1,'k':2}                   | {}",
                "k,m     | {'k':1,'m':2,'a':3}             | {'a':3}",
                "k,m     | {'a':3, 'm':1 , 'k':2}          | {'a':3}",
                "k,m     | {'k':1,'a':3,'m':2}             | {'a':3}",
                "k,m,a   | {'b':[],'k':1,'a':3,'m':2}      | {'b':[]}",
                "k,m     | {'a':3,'m':2}                   | {'a':3}",
                "u.id    | {'u':{'id':7,'n':'x'},'id':8}   | {'u':{'n':'x'},'id':8}",
                "u.id    | {'u':{'id':7}}                  | {'u':{}}",
                "u.id    | {'u':5}                         | {'u':5}",
                "u.id    | {'a':1}                         | {'a':1}",
                "u.id,k  | {'u':{'n':1,'id':7},'k':2}      | {'u':{'n':1}}",
                "u.id,k  | {'k':2,'u':{'id':7}}            | {'u':{}}",
                "u.a,u.b | {'u':{'a':1,'b':2},'c':3}       | {'u':{},'c':3}",
                "`\"u.id\"` | {'u':{'id':7},'u.id':8}     | {'u':{'id':7}}",
                "prefix(k, 1) | {'k':'ab'}                 | {'k':'ab'}",
                "prefix(k, 1),m | {'k':'ab','m':1}         | {'k':'ab'}",
                "k       | {'k':'\\u00e9\\\\','a':'é'}      | {'a':'é'}",
            })
    void areOtherwiseAsTheyWere(String keys, String before, String after) throws IOException {
        RowSelection rows = RowSelection.by(
                        JsonLinesFormat.keyedBy("k"),
                        Arrays.stream(keys.split(",(?! )"))
                                .map(key -> key.replace("`", ""))
                                .toArray(String[]::new))
                .withoutKey();
        String line = before.replace('\'', '"');
        String left = after.replace('\'', '"');
        assertThat(written(rows, line + "\n" + line + "\r\n\n" + line)).isEqualTo(left + "\n" + left + "\r\n" + left);
    }

    private static String written(RowSelection rows, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        RecordCursor cursor = rows.cursor(new byte[0]);
        cursor.reset(Arrays.copyOf(bytes, bytes.length + RecordFormat.PADDING), 0, bytes.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (cursor.next()) {
            assertThat(cursor.fault()).isNull();
            if (cursor.rewrites()) {
                cursor.write(out);
            } else {
                out.write(bytes, cursor.start(), cursor.end() - cursor.start());
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
