import { stringify } from 'yaml';
import type { Topic } from '@loanwatch/contracts';
import type { Contracts } from './source';

const DAY_MS = 86_400_000;

/** The AsyncAPI 3 document of the bus: topics.json in the form that integrators' tools read. */
export function asyncApi({ topics, schemas }: Contracts): string {
  const titleOf = (path: string): string => String(schemas.find((file) => file.path === path)?.schema.title);
  const document = {
    asyncapi: '3.1.0',
    info: {
      title: 'Loanwatch messages',
      version: '1',
      description:
        'Facts that the services of Loanwatch tell each other, as CloudEvents 1.0 in structured JSON. ' +
        'Times in data are integer milliseconds since the Unix epoch, UTC. Consumers ignore fields they do not know.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(topics.map((topic) => [topic.name, channel(topic, titleOf)])),
    operations: Object.fromEntries(topics.map((topic) => [`publish-${topic.name}`, operation(topic)])),
    components: {
      messages: Object.fromEntries(
        topics.flatMap((topic) =>
          topic.types.map(({ type, schema }) => [titleOf(schema), message(type, schema, titleOf(schema))]),
        ),
      ),
    },
  };
  const banner = '# Generated from topics.json and the schemas by npm run contracts:gen. Do not edit.\n';
  return banner + stringify(document, { lineWidth: 0, singleQuote: true });
}

function channel(topic: Topic, titleOf: (path: string) => string): object {
  const compacted = topic.retention === 'compacted';
  return {
    address: topic.name,
    description: topic.about,
    messages: Object.fromEntries(
      topic.types.map(({ schema }) => [titleOf(schema), { $ref: `#/components/messages/${titleOf(schema)}` }]),
    ),
    bindings: {
      kafka: {
        topic: topic.name,
        partitions: topic.partitions,
        topicConfiguration: {
          'cleanup.policy': [compacted ? 'compact' : 'delete'],
          ...(topic.retention === 'compacted' ? {} : { 'retention.ms': topic.retention.days * DAY_MS }),
        },
        bindingVersion: '0.5.0',
      },
    },
    'x-key': topic.key,
    'x-owner': topic.owner,
    'x-also-written-by': topic.alsoWrittenBy ?? [],
    'x-retention': topic.retention === 'compacted' ? 'compacted' : `${topic.retention.days} days`,
  };
}

function operation(topic: Topic): object {
  return {
    action: 'send',
    channel: { $ref: `#/channels/${topic.name}` },
    summary: `Written by ${[topic.owner, ...(topic.alsoWrittenBy ?? [])].join(', ')}.`,
  };
}

function message(type: string, schema: string, title: string): object {
  return {
    name: type,
    title,
    contentType: 'application/cloudevents+json',
    payload: {
      schemaFormat: 'application/schema+json;version=draft-07',
      schema: {
        allOf: [
          { $ref: './envelope/cloudevent.v1.schema.json' },
          { type: 'object', properties: { type: { const: type }, data: { $ref: `./${schema}` } } },
        ],
      },
    },
  };
}
