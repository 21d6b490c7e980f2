import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks proofs. A server makes one for each tenant and purpose that it accepts. */
record VerifyProof(String issuer, String audience, String purpose) {
    private static final long CLOCK_TOLERANCE = 5;
    private static final long MOST_SECONDS = 300;

    /** The text is no proof, or not one for this server. */
    @SuppressWarnings("serial")
    static final class Refused extends Exception {
        Refused(String reason) {
            super(reason);
        }
    }

    /** Gives the published keys by their kid. A server keeps them for five minutes, and fetches them again for an unknown kid. */
    static Map<String, PublicKey> fetchKeys(String jwksUrl) throws IOException, InterruptedException, GeneralSecurityException {
        var request = HttpRequest.newBuilder(URI.create(jwksUrl)).timeout(Duration.ofSeconds(5)).build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new IOException("the keys were answered with " + answer.statusCode());
        var keys = new HashMap<String, PublicKey>();
        for (var each : (List<?>) ((Map<?, ?>) Json.read(answer.body())).get("keys")) {
            var jwk = (Map<?, ?>) each;
            var numbers = new RSAPublicKeySpec(number(jwk.get("n")), number(jwk.get("e")));
            keys.put((String) jwk.get("kid"), KeyFactory.getInstance("RSA").generatePublic(numbers));
        }
        return keys;
    }

    private static BigInteger number(Object base64url) {
        return new BigInteger(1, Base64.getUrlDecoder().decode((String) base64url));
    }

    /** Gives the claims of a proof. */
    Map<?, ?> verify(String proof, Map<String, PublicKey> keys) throws Refused, GeneralSecurityException {
        var parts = proof.split("\\.", -1);
        if (parts.length != 3) throw new Refused("it is no JWT");
        var header = object(parts[0]);
        var claims = object(parts[1]);
        // The algorithm is this server's choice, never the token's (RFC 8725, 3.1).
        if (!"RS256".equals(header.get("alg")) || !"otp-proof+jwt".equals(header.get("typ"))) {
            throw new Refused("it is another kind of token");
        }
        var key = keys.get(header.get("kid"));
        if (key == null) throw new Refused("its key is not published");
        if (!isSigned(key, parts[0] + "." + parts[1], parts[2])) throw new Refused("its signature is wrong");
        for (var expected : Map.of("iss", issuer, "aud", audience, "purpose", purpose).entrySet()) {
            if (!expected.getValue().equals(claims.get(expected.getKey()))) throw new Refused("its " + expected.getKey() + " is another one");
        }
        long issued = (Long) claims.get("iat");
        long ends = (Long) claims.get("exp");
        long now = Instant.now().getEpochSecond();
        if (ends - issued > MOST_SECONDS || issued > now + CLOCK_TOLERANCE || ends <= now - CLOCK_TOLERANCE) {
            throw new Refused("it is too old");
        }
        return claims;
    }

    private static Map<?, ?> object(String part) throws Refused {
        try {
            var text = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
            if (Json.read(text) instanceof Map<?, ?> object) return object;
        } catch (IllegalArgumentException error) {
            // Said below.
        }
        throw new Refused("it is no JWT");
    }

    private static boolean isSigned(PublicKey key, String signed, String signature) throws GeneralSecurityException {
        var rs256 = Signature.getInstance("SHA256withRSA");
        rs256.initVerify(key);
        rs256.update(signed.getBytes(StandardCharsets.US_ASCII));
        try {
            return rs256.verify(Base64.getUrlDecoder().decode(signature));
        } catch (IllegalArgumentException | SignatureException error) {
            return false;
        }
    }

    /** Checks the proof on the standard input, prints its claims, or says why it is refused and ends with 1. */
    public static void main(String[] arguments) throws Exception {
        var expected = new VerifyProof(System.getenv("ISSUER"), System.getenv("AUDIENCE"), System.getenv("PURPOSE"));
        var proof = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            System.out.println(Json.canonical(expected.verify(proof, fetchKeys(System.getenv("JWKS_URL")))));
        } catch (Refused refused) {
            System.err.println("refused: " + refused.getMessage());
            System.exit(1);
        }
    }
}
