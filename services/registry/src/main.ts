import { runService } from '@loanwatch/platform';
import { createService, RegistryConfig } from './service';

runService('registry', RegistryConfig, createService, process.env);
