import { TEXT, json, textParameter } from '../../openapi/api-operation.ts';
import type { Operation } from '../../openapi/api-operation.ts';
import { REPORT_FORMATS } from '../report/report-formats.ts';
import { DECISION_REQUEST, ENTRIES_QUERY, RELEASE_REQUEST } from './blocklist.requests.ts';
import { DECISION, DECISIONS, ENTRIES, EXPLANATION, RELEASE } from './blocklist.schemas.ts';

const FILE_HEADERS = ['ETag', 'Last-Modified', 'Cache-Control', 'Blocklist-Version'] as const;

/** Schemas of the path parameters. */
export const PATH = {
  file: textParameter('Name of a file, such as all.txt, or of its signature, such as all.txt.sig.'),
  id: textParameter('Id of the decision.'),
  address: textParameter('An IPv4 or IPv6 address.'),
};

/** The blocklist. */
export const OPERATIONS = {
  getBlocklistFile: {
    summary: 'Get a file of the blocklist',
    description:
      'all.txt, ipv4.txt, ipv6.txt, blocklist.json, blocklist.csv, blocklist.nft, blocklist.ipset, blocklist.iptables, blocklist.ip6tables and blocklist.nginx.conf, each with its SSH signature under the same name and .sig. The header Blocklist-Version tells whether several files are of the same version.',
    headers: {
      'If-None-Match': textParameter('Entity tags of the client’s copies, or *.'),
      'If-Modified-Since': textParameter('Time of the client’s copy; ignored if If-None-Match is present.'),
    },
    answers: {
      200: { description: 'The file.', headers: FILE_HEADERS, content: { 'text/plain': TEXT, 'text/csv': TEXT } },
      304: { description: 'The client’s copy is current.', headers: FILE_HEADERS },
    },
    problems: ['not-found', 'unavailable'],
  },
  getBlocklist: {
    summary: 'List the entries of the blocklist',
    description: 'Entries with reasons, score and days, in the order of their addresses.',
    query: ENTRIES_QUERY.shape,
    answers: {
      200: {
        description: 'The entries.',
        headers: ['Cache-Control', 'Vary'],
        content: Object.fromEntries(REPORT_FORMATS.map(({ mediaTypes: [mediaType] }) => [mediaType, ENTRIES])),
      },
    },
    problems: ['invalid-parameter', 'not-acceptable', 'unavailable'],
  },
  getBlocklistDecisions: {
    summary: 'List decisions',
    description: 'What people decided about networks and is in force, the latest first.',
    answers: { 200: json('The decisions.', DECISIONS) },
    problems: ['unavailable'],
  },
  postBlocklistDecision: {
    summary: 'Block, allow or unblock a network',
    description:
      'Takes the place of an earlier decision of the same kind about the same network. The list is built at once. Networks that are never listed, allowed, or wider than /16 (IPv4) or /32 (IPv6) cannot be blocked.',
    body: DECISION_REQUEST,
    answers: { 201: json('The decision.', DECISION) },
    problems: ['invalid-request', 'conflict', 'unavailable'],
  },
  deleteBlocklistDecision: {
    summary: 'End a decision',
    description: 'The list is built at once.',
    answers: { 200: json('The decision that was ended.', DECISION) },
    problems: ['not-found', 'unavailable'],
  },
  postBlocklistRelease: {
    summary: 'Release the list that is held back',
    description: 'Publishes the list that was held back because it grows too much.',
    body: RELEASE_REQUEST,
    bodyRequired: false,
    answers: { 200: json('The version that is published now.', RELEASE) },
    problems: ['conflict', 'unavailable'],
  },
  getBlocklistAddress: {
    summary: 'Tell why an address is on the blocklist, or not',
    description: 'Entries and decisions about networks that contain it, and whether it is allowed or never listed.',
    answers: { 200: json('What is known about it.', EXPLANATION) },
    problems: ['invalid-request', 'unavailable'],
  },
} satisfies Record<string, Operation>;
