package io.partd.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words, values and signs of an expression, and where it is read. For one thread. */
final class Tokens {

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    enum Kind {
        WORD,
        NAME,
        TEXT,
        NUMBER,
        SIGN,
        END
    }

    /**
     * A token.
     *
     * @param value a word as it is written; a name or a text without its quotes
     * @param at where in the text it begins
     */
    record Token(Kind kind, String value, int at) {

        boolean is(String wordOrSign) {
            return (kind == Kind.WORD || kind == Kind.SIGN)
                    && value.toLowerCase(Locale.ROOT).equals(wordOrSign);
        }
    }

    Tokens(String text) {
        this.text = text;
        int at = 0;
        while (at < text.length()) {
            at = Character.isWhitespace(text.charAt(at)) ? at + 1 : add(at);
        }
        tokens.add(new Token(Kind.END, "", text.length()));
    }

    private int add(int at) {
        char c = text.charAt(at);
        int end = at + 1;
        if (c == '\'' || c == '"') {
            return addQuoted(at, c);
        }
        if (isDigit(at)
                || (c == '.' && isDigit(end))
                || (c == '-' && (isDigit(end) || (isAt(end, '.') && isDigit(end + 1))))) {
            return addNumber(at);
        }
        if (Character.isLetter(c) || c == '_') {
            while (end < text.length()
                    && (Character.isLetterOrDigit(text.charAt(end)) || isAt(end, '_') || isAt(end, '$'))) {
                end++;
            }
            tokens.add(new Token(Kind.WORD, text.substring(at, end), at));
            return end;
        }
        String two = text.substring(at, Math.min(text.length(), at + 2));
        if (List.of("!=", "<>", "<=", ">=").contains(two)) {
            end++;
        } else if ("=<>(),.".indexOf(c) < 0) {
            throw new IllegalArgumentException("character " + (at + 1) + ": '" + c
                    + "' is not part of the grammar; a column's name with such characters goes in \"double quotes\"");
        }
        tokens.add(new Token(Kind.SIGN, text.substring(at, end), at));
        return end;
    }

    private int addQuoted(int at, char quote) {
        StringBuilder value = new StringBuilder();
        int i = at + 1;
        while (true) {
            if (i >= text.length()) {
                throw new IllegalArgumentException("character " + (at + 1) + ": the " + (quote == '"' ? "name" : "text")
                        + " that begins here has no closing " + quote);
            }
            if (!isAt(i, quote)) {
                value.append(text.charAt(i++));
            } else if (isAt(i + 1, quote)) {
                value.append(quote);
                i += 2;
            } else {
                tokens.add(new Token(quote == '"' ? Kind.NAME : Kind.TEXT, value.toString(), at));
                return i + 1;
            }
        }
    }

    private int addNumber(int at) {
        int end = at + 1;
        while (isDigit(end) || isAt(end, '.')) {
            end++;
        }
        if (isAt(end, 'e') || isAt(end, 'E')) {
            int exponent = isAt(end + 1, '-') || isAt(end + 1, '+') ? end + 2 : end + 1;
            if (isDigit(exponent)) {
                end = exponent;
                while (isDigit(end)) {
                    end++;
                }
            }
        }
        tokens.add(new Token(Kind.NUMBER, text.substring(at, end), at));
        return end;
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private boolean isAt(int index, char c) {
        return index < text.length() && text.charAt(index) == c;
    }

    Token peek() {
        return tokens.get(next);
    }

    /** Returns the token after the next one. */
    Token peekSecond() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    Token take() {
        Token token = tokens.get(next);
        next = Math.min(next + 1, tokens.size() - 1);
        return token;
    }

    /** Takes the next token if it is a word or sign. */
    boolean takeIf(String wordOrSign) {
        boolean is = peek().is(wordOrSign);
        if (is) {
            take();
        }
        return is;
    }

    void require(String wordOrSign) {
        if (!takeIf(wordOrSign)) {
            throw expected("'" + wordOrSign + "'");
        }
    }

    /** Takes a column's name. */
    ColumnName takeColumn() {
        List<String> path = new ArrayList<>();
        int from = peek().at();
        boolean quoted = peek().kind() == Kind.NAME;
        do {
            Token token = peek();
            if (token.kind() != Kind.WORD && token.kind() != Kind.NAME) {
                throw expected("a column's name");
            }
            path.add(take().value());
        } while (takeIf("."));
        String whole = quoted && path.size() == 1
                ? path.get(0)
                : text.substring(from, peek().at()).strip();
        return new ColumnName(whole, path);
    }

    /** Returns the exception for a next token that is something else. */
    IllegalArgumentException expected(String what) {
        Token token = peek();
        String shown = text.substring(token.at(), peekSecond().at()).strip();
        return token.kind() == Kind.END
                ? new IllegalArgumentException("it ends where " + what + " is expected")
                : at(token, what + " is expected, not " + shown);
    }

    /** Returns the exception for what is wrong at a token. */
    IllegalArgumentException at(Token token, String what) {
        return new IllegalArgumentException("character " + (token.at() + 1) + ": " + what);
    }
}
