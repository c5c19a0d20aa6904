import { AedesMqtt } from './aedes';
import { mqttContract } from './contract-suite';

describe('aedes as MQTT engine', () => {
  mqttContract(({ maxPacketBytes }) => new AedesMqtt({ port: 0, host: '127.0.0.1', maxPacketBytes }));
});
