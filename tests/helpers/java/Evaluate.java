import jakarta.el.*;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

/** Reads pairs of lines, an expression and its variables, and writes what each expression gives as a boolean. */
public class Evaluate {
    public static class Execution {
        private final Map<String, Object> variables;
        public Execution(Map<String, Object> variables) { this.variables = variables; }
        public Object getVariable(String name) { return variables.get(name); }
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        ExpressionFactory factory = ExpressionFactory.newInstance();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String text = text(line);
            Map<String, Object> variables = (Map<String, Object>) value(new StringTokenizer(in.readLine(), " "));
            try {
                out.println(String.valueOf(evaluate(factory, text, variables)));
            } catch (Exception error) {
                out.println("failed " + String.valueOf(error.getMessage()).replace('\n', ' '));
            }
        }
    }

    private static Object evaluate(ExpressionFactory factory, String text, Map<String, Object> variables) {
        StandardELContext context = new StandardELContext(factory);
        for (Map.Entry<String, Object> one : variables.entrySet())
            context.getVariableMapper().setVariable(one.getKey(), factory.createValueExpression(one.getValue(), Object.class));
        context.getVariableMapper().setVariable(
            "execution", factory.createValueExpression(new Execution(variables), Object.class));
        return factory.createValueExpression(context, text, Object.class).getValue(context);
    }

    private static String text(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int at = 0; at < bytes.length; at++)
            bytes[at] = (byte) Integer.parseInt(hex.substring(2 * at, 2 * at + 2), 16);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Object value(StringTokenizer tokens) {
        String token = tokens.nextToken();
        String rest = token.substring(1);
        switch (token.charAt(0)) {
            case 'N': return null;
            case 'B': return rest.equals("1");
            case 'I': return Long.valueOf(rest);
            case 'D': return Double.valueOf(rest);
            case 'S': return text(rest);
            case 'L':
                List<Object> items = new ArrayList<>();
                for (int left = Integer.parseInt(rest); left > 0; left--) items.add(value(tokens));
                return items;
            default:
                Map<String, Object> entries = new HashMap<>();
                for (int left = Integer.parseInt(rest); left > 0; left--) {
                    String key = (String) value(tokens);
                    entries.put(key, value(tokens));
                }
                return entries;
        }
    }
}
