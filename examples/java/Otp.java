import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** Asks for a code by e-mail, reads it in the inbox, checks it, and checks the proof: with the JDK alone. */
public final class Otp {
    private static final String REQUEST =
            "mutation ($input: RequestOtpInput!) { requestOtp(input: $input) { token { id destination expiresAt } } }";
    private static final String VERIFY = "mutation ($input: VerifyOtpInput!) { verifyOtp(input: $input) { status proof } }";
    private static final String SUBJECT = "customer-java";
    private static final String DESTINATION = "customer-java@example.com";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Map<?, ?> outputs;
    private final Signing signing;

    private Otp() throws IOException {
        outputs = readOutputs(Path.of(fromEnvironment("OUTPUTS")));
        signing = new Signing(output("apiId"), fromEnvironment("KEY_ID"), fromEnvironment("SECRET"));
    }

    private static String fromEnvironment(String name) throws IOException {
        var value = System.getenv(name);
        if (value == null || value.isEmpty()) throw new IOException(name + " is not set. docs/api-clients.md says how to get it");
        return value;
    }

    private static Map<?, ?> readOutputs(Path path) throws IOException {
        try {
            return (Map<?, ?>) Json.read(Files.readString(path));
        } catch (IOException error) {
            throw new IOException(path + " cannot be read: is the service running?", error);
        }
    }

    private String output(String name) {
        return (String) outputs.get(name);
    }

    private static void say(String step, String detail) {
        System.out.printf("%-36s %s%n", step, detail);
    }

    public static void main(String[] arguments) {
        try {
            new Otp().run();
        } catch (VerifyProof.Refused refused) {
            System.err.println("the proof is refused: " + refused.getMessage());
            System.exit(1);
        } catch (Exception error) {
            System.err.println(error.getMessage());
            System.exit(1);
        }
    }

    private void run() throws Exception {
        var asked = Map.of("channel", "EMAIL", "subject", SUBJECT, "destination", DESTINATION);
        var token = (Map<?, ?>) call("requestOtp", REQUEST, asked).get("token");
        say("requested a code by e-mail", "to %s, valid until %s".formatted(token.get("destination"), token.get("expiresAt")));

        // The customer types the code that the message shows.
        var message = newestTo(DESTINATION);
        var matcher = Pattern.compile("\\b\\d{6}\\b").matcher((String) message.get("text"));
        var code = matcher.find() ? matcher.group() : "";
        say("the inbox shows", "\"%s\": %s".formatted(message.get("subject"), code));

        var verified = call("verifyOtp", VERIFY, Map.of("id", (String) token.get("id"), "code", code, "subject", SUBJECT));
        var status = verified.get("status");
        say("checked " + code, (String) status);
        if (!"VERIFIED".equals(status)) throw new IOException("the code is not verified: " + status);

        // What another server does, which knows nothing but the published keys.
        var tenant = "client:" + signing.keyId().split("_")[0];
        var expected = new VerifyProof(output("proofIssuer") + "/" + tenant, tenant, "login");
        var claims = expected.verify((String) verified.get("proof"), VerifyProof.fetchKeys(output("jwksUrl")));
        say("checked the proof", "of %s, for %s, to %s".formatted(claims.get("sub"), claims.get("purpose"), claims.get("aud")));
    }

    /** Calls a mutation. */
    private Map<?, ?> call(String mutation, String query, Map<String, String> given) throws Exception {
        var input = new HashMap<>(given);
        input.put("idempotencyKey", UUID.randomUUID().toString());
        var variables = Map.of("input", input);
        var answer = post(query, variables);
        // A 401 may come from an authorizer that failed, so the request is signed and sent once more. With the same idempotency key in it, nothing
        // is done twice.
        if (answer.statusCode() == 401) answer = post(query, variables);
        if (answer.statusCode() != 200) throw new IOException("the API answered " + answer.statusCode() + ": " + answer.body());
        var result = (Map<?, ?>) Json.read(answer.body());
        if (result.get("errors") instanceof List<?> errors) {
            var first = (Map<?, ?>) errors.get(0);
            throw new IOException(first.get("errorType") + ": " + first.get("message"));
        }
        return (Map<?, ?>) ((Map<?, ?>) result.get("data")).get(mutation);
    }

    private HttpResponse<String> post(String query, Map<String, ?> variables) throws Exception {
        var body = Json.canonical(Map.of("query", query, "variables", variables));
        return send(HttpRequest.newBuilder(URI.create(output("graphqlUrl")))
                .header("content-type", "application/json")
                .header("authorization", signing.authorization(query, variables))
                .POST(BodyPublishers.ofString(body)));
    }

    private Map<?, ?> newestTo(String to) throws Exception {
        for (var each : (List<?>) Json.read(send(HttpRequest.newBuilder(URI.create(output("inboxUrl") + ".json"))).body())) {
            if (((Map<?, ?>) each).get("to").equals(to)) return (Map<?, ?>) each;
        }
        throw new IOException("the inbox has no message to " + to);
    }

    private static HttpResponse<String> send(HttpRequest.Builder builder) throws IOException, InterruptedException {
        var request = builder.timeout(Duration.ofSeconds(30)).build();
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException error) {
            throw new IOException("no answer from " + request.uri() + ": is the service running?", error);
        }
    }
}
