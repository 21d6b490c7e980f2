<?php

/** Asks for a code by e-mail, reads it in the inbox, checks it, and checks the proof: with PHP's own extensions. */

declare(strict_types=1);

require __DIR__ . '/signing.php';
require __DIR__ . '/proof.php';

const REQUEST = 'mutation ($input: RequestOtpInput!) { requestOtp(input: $input) { token { id destination expiresAt } } }';
const VERIFY = 'mutation ($input: VerifyOtpInput!) { verifyOtp(input: $input) { status proof } }';
const SUBJECT = 'customer-php';
const DESTINATION = 'customer-php@example.com';

function fromEnvironment(string $name): string
{
    return getenv($name) ?: throw new RuntimeException("$name is not set. docs/api-clients.md says how to get it");
}

function readOutputs(string $path): array
{
    $text = @file_get_contents($path) ?: throw new RuntimeException("$path cannot be read: is the service running?");
    return json_decode($text, true, flags: JSON_THROW_ON_ERROR);
}

function say(string $step, string $detail): void
{
    printf("%-36s %s\n", $step, $detail);
}

/** Gives the status and the text of an answer. */
function send(string $url, array $request = []): array
{
    $context = stream_context_create(['http' => [...$request, 'timeout' => 30, 'ignore_errors' => true]]);
    $answer = @fopen($url, 'r', false, $context) ?: throw new RuntimeException("no answer from $url: is the service running?");
    $status = explode(' ', stream_get_meta_data($answer)['wrapper_data'][0])[1];
    return [(int) $status, stream_get_contents($answer)];
}

final class Api
{
    public function __construct(private string $url, private string $apiId, private string $keyId, private string $secret)
    {
    }

    /** Calls a mutation. */
    public function call(string $mutation, string $query, array $input): array
    {
        $variables = ['input' => [...$input, 'idempotencyKey' => bin2hex(random_bytes(16))]];
        [$status, $text] = $this->post($query, $variables);
        // A 401 may come from an authorizer that failed, so the request is signed and sent once more. With the same idempotency key in it, nothing is
        // done twice.
        if ($status === 401) {
            [$status, $text] = $this->post($query, $variables);
        }
        if ($status !== 200) {
            throw new RuntimeException("the API answered $status: $text");
        }
        $answer = json_decode($text, true, flags: JSON_THROW_ON_ERROR);
        foreach ($answer['errors'] ?? [] as $error) {
            throw new RuntimeException("{$error['errorType']}: {$error['message']}");
        }
        return $answer['data'][$mutation];
    }

    private function post(string $query, array $variables): array
    {
        $authorization = authorization($this->apiId, $this->keyId, $this->secret, $query, $variables);
        return send($this->url, [
            'method' => 'POST',
            'header' => ['content-type: application/json', "authorization: $authorization"],
            'content' => json_encode(['query' => $query, 'variables' => $variables], JSON_THROW_ON_ERROR),
        ]);
    }
}

function newestTo(string $inboxUrl, string $to): array
{
    [, $inbox] = send("$inboxUrl.json");
    foreach (json_decode($inbox, true, flags: JSON_THROW_ON_ERROR) as $message) {
        if ($message['to'] === $to) {
            return $message;
        }
    }
    throw new RuntimeException("the inbox has no message to $to");
}

function run(): void
{
    $outputs = readOutputs(fromEnvironment('OUTPUTS'));
    $keyId = fromEnvironment('KEY_ID');
    $api = new Api($outputs['graphqlUrl'], $outputs['apiId'], $keyId, fromEnvironment('SECRET'));

    $asked = ['channel' => 'EMAIL', 'subject' => SUBJECT, 'destination' => DESTINATION];
    $token = $api->call('requestOtp', REQUEST, $asked)['token'];
    say('requested a code by e-mail', "to {$token['destination']}, valid until {$token['expiresAt']}");

    // The customer types the code that the message shows.
    $message = newestTo($outputs['inboxUrl'], DESTINATION);
    preg_match('/\b\d{6}\b/', $message['text'], $found);
    say('the inbox shows', "\"{$message['subject']}\": $found[0]");

    $verified = $api->call('verifyOtp', VERIFY, ['id' => $token['id'], 'code' => $found[0], 'subject' => SUBJECT]);
    say("checked $found[0]", $verified['status']);
    if ($verified['status'] !== 'VERIFIED') {
        throw new RuntimeException("the code is not verified: {$verified['status']}");
    }

    // What another server does, which knows nothing but the published keys.
    $tenant = 'client:' . explode('_', $keyId)[0];
    $keys = fetchKeys($outputs['jwksUrl']);
    $claims = verifyProof($verified['proof'], $keys, "{$outputs['proofIssuer']}/$tenant", $tenant, 'login');
    say('checked the proof', "of {$claims['sub']}, for {$claims['purpose']}, to {$claims['aud']}");
}

try {
    run();
} catch (Refused | RuntimeException $error) {
    fwrite(STDERR, ($error instanceof Refused ? 'the proof is refused: ' : '') . $error->getMessage() . "\n");
    exit(1);
}
