// What software of others says of a credential: whether its place in a list of revocations is set, and what a wallet finds.
import { load } from './tools.mjs';
import { loader } from './world.mjs';

const { checkStatus } = await load('@digitalbazaar/vc-bitstring-status-list');
const { DataIntegrityProof } = await load('@digitalbazaar/data-integrity');
const { cryptosuite } = await load('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const { verifyCredential } = await load('@digitalcredentials/verifier-core');

const suite = new DataIntegrityProof({ cryptosuite });
export async function status(credential) {
    const { verified, results, error } = await checkStatus({ credential, documentLoader: loader, suite, verifyBitstringStatusListCredential: true, verifyMatchingIssuers: true });
    if (!verified) throw new Error(`${error?.message} ${error?.cause?.message ?? ''}`);
    return results[0].status;
}

export async function wallet(credential) {
    const { log = [], errors } = await verifyCredential({ credential, knownDIDRegistries: [] });
    return { ...Object.fromEntries(log.map((one) => [one.id, one.valid])), errors: errors?.map((one) => one.name).join() };
}
