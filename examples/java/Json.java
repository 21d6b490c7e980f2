import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** JSON, which the JDK does not have. A project that has a library for it uses that to read, and {@link #canonical} to sign. */
final class Json {
    private final String text;
    private int at = 0;

    private Json(String text) {
        this.text = text;
    }

    /** Writes the JSON that signatures cover (RFC 8785): no spaces, and the keys of each object ordered by their UTF-16 units, as Java has them. */
    static String canonical(Object value) {
        if (value instanceof Map<?, ?> map) {
            var sorted = new TreeMap<String, Object>();
            map.forEach((key, member) -> sorted.put((String) key, member));
            return sorted.entrySet().stream()
                    .map(member -> quoted(member.getKey()) + ":" + canonical(member.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Json::canonical).collect(Collectors.joining(",", "[", "]"));
        }
        return value instanceof String string ? quoted(string) : String.valueOf(value);
    }

    private static String quoted(String string) {
        var out = new StringBuilder("\"");
        for (char each : string.toCharArray()) {
            switch (each) {
                case '"', '\\' -> out.append('\\').append(each);
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(each < 0x20 ? String.format("\\u%04x", (int) each) : String.valueOf(each));
            }
        }
        return out.append('"').toString();
    }

    /** Reads a text as maps, lists, strings, longs, doubles, booleans and null. Throws IllegalArgumentException for any other text. */
    static Object read(String text) {
        var json = new Json(text);
        try {
            Object value = json.value();
            if (json.next() == 0) return value;
        } catch (NumberFormatException | StringIndexOutOfBoundsException error) {
            // Said below.
        }
        throw json.noJson();
    }

    private IllegalArgumentException noJson() {
        return new IllegalArgumentException("no JSON at character " + at);
    }

    /** The next character that is no space; 0 at the end. */
    private char next() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean skip(char wanted) {
        if (next() != wanted) return false;
        at++;
        return true;
    }

    private void expect(char wanted) {
        if (!skip(wanted)) throw noJson();
    }

    private Object value() {
        return switch (next()) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            default -> word();
        };
    }

    private Map<String, Object> object() {
        var members = new LinkedHashMap<String, Object>();
        expect('{');
        if (skip('}')) return members;
        do {
            next();
            String key = string();
            expect(':');
            members.put(key, value());
        } while (skip(','));
        expect('}');
        return members;
    }

    private List<Object> list() {
        var items = new ArrayList<Object>();
        expect('[');
        if (skip(']')) return items;
        do items.add(value());
        while (skip(','));
        expect(']');
        return items;
    }

    private String string() {
        var out = new StringBuilder();
        if (text.charAt(at++) != '"') throw noJson();
        for (char each = text.charAt(at++); each != '"'; each = text.charAt(at++)) {
            out.append(each == '\\' ? escaped() : each);
        }
        return out.toString();
    }

    private char escaped() {
        char each = text.charAt(at++);
        return switch (each) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) Integer.parseInt(text.substring(at, at += 4), 16);
            default -> each;
        };
    }

    private Object word() {
        int start = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) at++;
        String word = text.substring(start, at);
        if (word.equals("true") || word.equals("false")) return word.equals("true");
        if (word.equals("null")) return null;
        if (word.matches("-?(0|[1-9]\\d{0,17})")) return Long.parseLong(word);
        if (word.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) return Double.parseDouble(word);
        throw noJson();
    }
}
