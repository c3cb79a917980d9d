// Verifiable credentials by the packages of Digital Bazaar: made, and judged.
import { load } from './tools.mjs';
import { documentLoader } from './contexts.mjs';

const vc = await load('@digitalbazaar/vc');
const { DataIntegrityProof } = await load('@digitalbazaar/data-integrity');
const { cryptosuite } = await load('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const Ed25519Multikey = await load('@digitalbazaar/ed25519-multikey');

// A new key pair of an issuer.
export async function signer(did) {
    const pair = await Ed25519Multikey.generate({ controller: did });
    pair.id = `${did}#${pair.publicKeyMultibase}`;
    return pair;
}

export async function prove(credential, pair) {
    const suite = new DataIntegrityProof({ signer: pair.signer(), cryptosuite });
    return vc.issue({ credential, suite, documentLoader });
}

// null, or why it does not verify. A loader answers for the issuer's documents as well.
export async function judge(credential, loader, { now = new Date(), checkStatus } = {}) {
    const suite = new DataIntegrityProof({ cryptosuite });
    const said = await vc.verifyCredential({ credential, suite, documentLoader: loader, now, checkStatus: checkStatus ?? (async () => ({ verified: true })) })
        .catch((error) => ({ verified: false, error }));
    if (said.verified) return null;
    const faults = [said.error, ...(said.error?.errors ?? []), ...(said.results ?? []).map((one) => one.error)].filter(Boolean);
    return faults.map((one) => `${one.message} ${one.cause?.message ?? ''} ${JSON.stringify(one.details ?? '')}`).join('\n') || JSON.stringify(said);
}

// For credentials of one issuer, whose one key it is.
export const keyLoader = (key, of) => async (address) => (address.startsWith('did:')
    ? { documentUrl: address, document: { '@context': 'https://w3id.org/security/multikey/v1', 'id': address, 'type': 'Multikey', 'controller': of, 'publicKeyMultibase': key,
        ...(address.includes('#') ? {} : { '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], 'id': of, 'assertionMethod': [`${of}#${key}`] }) } }
    : documentLoader(address));
