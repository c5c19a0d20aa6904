import {
  Access,
  type Answer,
  ApiIdempotencyKey,
  CurrentPrincipal,
  Idempotent,
  type IdempotentRequest,
  type Page,
  PageQuery,
  type Principal,
  PROBLEM_CONTENT,
  UuidParam,
} from '@loanwatch/platform';
import { Body, Get, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { onboardDevice } from '../app/onboarding';
import { ChannelChanges, ChannelView, DeviceDraft, OnboardedDeviceView } from './dto/devices.dto';
import { created, ETAG, pageOf, pageViewOf, viewOf } from './resource';
import { resourceController } from './resource-controller';
import { RESOURCES } from './resources';

const { readers, writers } = RESOURCES.device;

/** Devices, with onboarding in one call and the channels of one device below it. */
export class DeviceController extends resourceController(RESOURCES.device) {
  @Post()
  @Access({ roles: writers })
  @ApiOperation({ summary: 'Register a device with its channels', description: 'All of it or nothing.' })
  @ApiIdempotencyKey({ required: false })
  @ApiResponse({ status: 201, type: OnboardedDeviceView, headers: ETAG })
  @ApiResponse({ status: 409, description: 'A record like it exists already', ...PROBLEM_CONTENT })
  @ApiResponse({
    status: 422,
    description: 'A field is wrong, or names a record that does not exist',
    ...PROBLEM_CONTENT,
  })
  create(
    @Body() { channels = [], ...draft }: DeviceDraft,
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request: IdempotentRequest | undefined,
  ): Promise<Answer> {
    return this.transactions.once(request, principal, async (tx, scope) => {
      const made = await onboardDevice(this.registry, tx, scope, draft, channels);
      return created('devices', made.device, scope, {
        channels: made.channels.map((channel) => viewOf(channel, scope)),
      });
    });
  }

  @Post(':id/channels')
  @Access({ roles: writers })
  @ApiOperation({ summary: 'Add a channel to a device' })
  @ApiIdempotencyKey({ required: false })
  @ApiResponse({ status: 201, type: ChannelView, headers: ETAG })
  @ApiResponse({ status: 409, description: 'The device has a channel of this name already', ...PROBLEM_CONTENT })
  @ApiResponse({ status: 422, description: 'A field is wrong', ...PROBLEM_CONTENT })
  addChannel(
    @UuidParam('id') deviceId: string,
    @Body() channel: ChannelChanges,
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request: IdempotentRequest | undefined,
  ): Promise<Answer> {
    return this.transactions.once(request, principal, async (tx, scope) => {
      await this.registry.get(tx, 'device', deviceId);
      const [made] = await this.registry.create(tx, scope, 'channel', [Object.assign(channel, { deviceId })]);
      return created('channels', made, scope);
    });
  }

  @Get(':id/channels')
  @Access({ roles: readers })
  @ApiOperation({ summary: 'Channels of a device, oldest first' })
  @ApiResponse({ status: 200, type: pageViewOf(ChannelView) })
  channels(
    @UuidParam('id') deviceId: string,
    @Query() query: PageQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<object>> {
    return this.transactions.run(principal, async (tx, scope) => {
      await this.registry.get(tx, 'device', deviceId);
      return pageOf(this.registry, tx, scope, 'channel', query, { deviceId });
    });
  }
}
