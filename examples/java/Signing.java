import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests as docs/signing.md has it, with what an API client was told. */
record Signing(String apiId, String keyId, String secret) {
    /** Gives the header Authorization of a request at this moment, with a new nonce. The numbers of the variables are 32-bit integers. */
    String authorization(String query, Map<String, ?> variables) throws GeneralSecurityException {
        var nonce = new byte[16];
        new SecureRandom().nextBytes(nonce);
        return sign(String.valueOf(Instant.now().getEpochSecond()), HexFormat.of().formatHex(nonce), query, variables, "");
    }

    String sign(String timestamp, String nonce, String query, Map<String, ?> variables, String operationName)
            throws GeneralSecurityException {
        var parts = keyId.split("_");
        var text = String.join("\n", "otp1", apiId, parts[0], parts[1], timestamp, nonce, operationName,
                sha256(query), sha256(Json.canonical(variables)));
        var hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
        return String.join("_", "otp1", keyId, timestamp, nonce, HexFormat.of().formatHex(hmac.doFinal(bytes(text))));
    }

    private static String sha256(String text) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
