import { MESSAGES, type MessageType } from './generated/messages';
import type { Topic } from './generated/registers';
import { TOPICS } from './generated/topic-list';

/** The topic that carries a type of message. */
export function topicOf(type: MessageType): Topic {
  return TOPICS[MESSAGES[type].topic];
}
