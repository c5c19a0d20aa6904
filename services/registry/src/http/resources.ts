import type { EntityKind } from '@loanwatch/contracts';
import type { Role } from '@loanwatch/platform';
import * as device from './dto/devices.dto';
import * as enterprise from './dto/enterprises.dto';
import * as person from './dto/key-persons.dto';
import * as loan from './dto/loans.dto';
import * as tenant from './dto/tenants.dto';
import type { Resource } from './resource';

type Roles = readonly [Role, ...Role[]];

const STAFF: Roles = ['risk_manager', 'account_manager', 'information_officer', 'service_manager', 'admin', 'client'];
const STAFF_AND_ENTERPRISE: Roles = [...STAFF, 'enterprise_user'];
const OFFICERS: Roles = ['information_officer', 'admin'];
const ADMIN: Roles = ['admin'];

/** Who may use which kind, and in what words. Whose records a caller sees is decided by its token and the database. */
export const RESOURCES: { readonly [K in EntityKind]: Resource<K> } = {
  institution: {
    ...{ kind: 'institution', path: 'institutions', one: 'an institution', readers: STAFF, writers: ADMIN },
    draft: tenant.InstitutionDraft,
    changes: tenant.InstitutionChanges,
    patch: tenant.InstitutionPatch,
    view: tenant.InstitutionView,
    query: tenant.InstitutionQuery,
  },
  enterprise: {
    ...{
      kind: 'enterprise',
      path: 'enterprises',
      one: 'an enterprise',
      readers: STAFF_AND_ENTERPRISE,
      writers: OFFICERS,
    },
    draft: enterprise.EnterpriseDraft,
    changes: enterprise.EnterpriseChanges,
    patch: enterprise.EnterprisePatch,
    view: enterprise.EnterpriseView,
    query: enterprise.EnterpriseQuery,
  },
  site: {
    ...{ kind: 'site', path: 'sites', one: 'a site', readers: STAFF_AND_ENTERPRISE, writers: OFFICERS },
    draft: enterprise.SiteDraft,
    changes: enterprise.SiteChanges,
    patch: enterprise.SitePatch,
    view: enterprise.SiteView,
    query: enterprise.SiteQuery,
  },
  loan: {
    ...{ kind: 'loan', path: 'loans', one: 'a loan', readers: STAFF, writers: OFFICERS },
    draft: loan.LoanDraft,
    changes: loan.LoanChanges,
    patch: loan.LoanPatch,
    view: loan.LoanView,
    query: loan.LoanQuery,
  },
  pledge: {
    ...{ kind: 'pledge', path: 'pledges', one: 'a pledge', readers: STAFF, writers: OFFICERS },
    draft: loan.PledgeDraft,
    changes: loan.PledgeChanges,
    patch: loan.PledgePatch,
    view: loan.PledgeView,
    query: loan.PledgeQuery,
  },
  'key-person': {
    ...{ kind: 'key-person', path: 'key-persons', one: 'a key person', readers: STAFF, writers: OFFICERS },
    draft: person.KeyPersonDraft,
    changes: person.KeyPersonChanges,
    patch: person.KeyPersonPatch,
    view: person.KeyPersonView,
    query: person.KeyPersonQuery,
  },
  device: {
    ...{ kind: 'device', path: 'devices', one: 'a device', readers: STAFF_AND_ENTERPRISE, writers: OFFICERS },
    draft: device.DeviceDraft,
    changes: device.DeviceChanges,
    patch: device.DevicePatch,
    view: device.DeviceView,
    query: device.DeviceQuery,
  },
  channel: {
    ...{ kind: 'channel', path: 'channels', one: 'a channel', readers: STAFF_AND_ENTERPRISE, writers: OFFICERS },
    draft: device.ChannelDraft,
    changes: device.ChannelChanges,
    patch: device.ChannelPatch,
    view: device.ChannelView,
    query: device.ChannelQuery,
  },
  grant: {
    ...{ kind: 'grant', path: 'grants', one: 'a grant', readers: STAFF, writers: ADMIN },
    draft: tenant.GrantDraft,
    changes: tenant.GrantChanges,
    patch: tenant.GrantPatch,
    view: tenant.GrantView,
    query: tenant.GrantQuery,
  },
};
