// Generated from contracts/ by npm run contracts:gen. Do not edit.

import type { Family, MetricCode, Uuid } from './shared';

/**
 * Working calendar of a site. Dates and times are in the time zone of the site.
 */
export interface Calendar {
  /**
   * Version, from 1, one more with every change.
   */
  readonly version: number;
  /**
   * Working weekdays, ISO: Monday = 1 to Sunday = 7.
   *
   * @maxItems 7
   */
  readonly workingWeekdays: readonly number[];
  /**
   * Statutory holidays and make-up days to follow: CN for those of the State Council, NONE for none.
   */
  readonly statutory: 'CN' | 'NONE';
  /**
   * Further days off.
   *
   * @maxItems 1000
   *
   * Items: A day off.
   */
  readonly holidays: readonly {
    /**
     * The day. Calendar date YYYY-MM-DD.
     */
    readonly date: string;
    /**
     * Its name.
     */
    readonly name: string;
  }[];
  /**
   * Days worked although they would be off (make-up days 调休).
   *
   * @maxItems 1000
   *
   * Items: A day. Calendar date YYYY-MM-DD.
   */
  readonly workdays: readonly string[];
  /**
   * Declared closures.
   *
   * @maxItems 200
   *
   * Items: A closure.
   */
  readonly closures: readonly {
    /**
     * First day. Calendar date YYYY-MM-DD.
     */
    readonly from: string;
    /**
     * Last day, inclusive. Calendar date YYYY-MM-DD.
     */
    readonly to: string;
    /**
     * Why.
     */
    readonly reason: string;
  }[];
  /**
   * Working hours.
   *
   * @maxItems 50
   *
   * Items: A shift; an end at or before the start lies on the next day.
   */
  readonly shifts: readonly {
    /**
     * Weekdays on which it begins, ISO 1 to 7.
     *
     * @minItems 1
     * @maxItems 7
     */
    readonly weekdays: readonly number[];
    /**
     * Start, inclusive. Local time HH:MM of the site, 00:00 to 23:59.
     */
    readonly start: string;
    /**
     * End, exclusive. Local time HH:MM of the site, 00:00 to 23:59.
     */
    readonly end: string;
  }[];
  /**
   * When the site is empty on any day: counters of presence restart here. Local time HH:MM of the site, 00:00 to 23:59.
   */
  readonly quietHour: string;
}

/**
 * One measured quantity or camera region of a device.
 */
export interface Channel {
  /**
   * Id.
   */
  readonly id: Uuid;
  /**
   * Device.
   */
  readonly deviceId: Uuid;
  /**
   * Site.
   */
  readonly siteId: Uuid;
  /**
   * Enterprise.
   */
  readonly enterpriseId: Uuid;
  /**
   * Name as it stands in readings, unique per device.
   */
  readonly name: string;
  /**
   * Reading metric it carries.
   */
  readonly metric: MetricCode;
  /**
   * Factor from reading to quantity (CT x PT ratio of a meter), > 0; usually 1.
   */
  readonly multiplier: number;
  /**
   * Value at which a cumulative register starts again from 0, in the canonical unit before the multiplier.
   */
  readonly wrapAt?: number;
  /**
   * Largest plausible increase per hour, in the canonical unit after the multiplier; a larger step is not counted.
   */
  readonly maxPerHour?: number;
  /**
   * Weight of a camera region by distance 远近权重, > 0 to 100.
   */
  readonly weight?: number;
  /**
   * Longest gap bridged, in seconds, 1 to 31 days; by default four times the expected interval of the device.
   */
  readonly stalenessSeconds?: number;
  /**
   * Where a vendor decoder finds the value in its payload.
   */
  readonly decoderPath?: string;
}

/**
 * A physical thing with a credential of its own.
 */
export interface Device {
  /**
   * Id.
   */
  readonly id: Uuid;
  /**
   * Where it stands.
   */
  readonly siteId: Uuid;
  /**
   * Enterprise of the site.
   */
  readonly enterpriseId: Uuid;
  /**
   * Name.
   */
  readonly name: string;
  /**
   * What it is.
   */
  readonly kind: 'people-counter' | 'camera' | 'face-terminal' | 'intrusion' | 'meter' | 'climate' | 'gateway';
  /**
   * Maker.
   */
  readonly vendor?: string;
  /**
   * Model.
   */
  readonly model?: string;
  /**
   * How late a reading may arrive, in seconds, 60 to 100 years; usually 604800 (7 days). Long for a device whose history is entered afterwards.
   */
  readonly latenessLimitSeconds: number;
  /**
   * How often it reports, in seconds, 1 to 7 days; usually 900.
   */
  readonly expectedIntervalSeconds: number;
  /**
   * OUT_OF_SERVICE: declared; its silence means nothing.
   */
  readonly status: 'ACTIVE' | 'OUT_OF_SERVICE';
}

/**
 * A borrower 企业.
 */
export interface Enterprise {
  /**
   * Id.
   */
  readonly id: Uuid;
  /**
   * Registered name.
   */
  readonly name: string;
  /**
   * Unified social credit code, GB 32100-2015: 18 characters with check digit.
   */
  readonly creditCode?: string;
  /**
   * Kind of premises, for default rules.
   */
  readonly industry: 'factory' | 'warehouse' | 'shop' | 'office' | 'other';
  /**
   * Institution that entered it; null when the platform did.
   */
  readonly registeredBy: Uuid | null;
  /**
   * Free labels.
   *
   * @maxItems 50
   *
   * Items: A label.
   */
  readonly tags: readonly string[];
}

/**
 * Contract by which an institution may see signal families of an enterprise. In force when ACTIVE and from <= today <= to in Asia/Shanghai.
 */
export interface Grant {
  /**
   * Id.
   */
  readonly id: Uuid;
  /**
   * Who may see.
   */
  readonly institutionId: Uuid;
  /**
   * Whose signals.
   */
  readonly enterpriseId: Uuid;
  /**
   * Families that may be seen.
   *
   * @minItems 1
   * @maxItems 8
   *
   * Items: A family.
   */
  readonly signalKinds: readonly Family[];
  /**
   * First day, Asia/Shanghai. Calendar date YYYY-MM-DD.
   */
  readonly from: string;
  /**
   * Last day, inclusive, Asia/Shanghai; null without end.
   */
  readonly to: string | null;
  /**
   * Contract number.
   */
  readonly contractNo?: string;
  /**
   * A REVOKED grant is never in force.
   */
  readonly status: 'ACTIVE' | 'REVOKED';
}

/**
 * A tenant 机构: a lender or guarantor.
 */
export interface Institution {
  /**
   * Id.
   */
  readonly id: Uuid;
  /**
   * Registered name.
   */
  readonly name: string;
  /**
   * Kind of business.
   */
  readonly kind: 'bank' | 'guarantee' | 'leasing' | 'small-loan' | 'core-enterprise';
  /**
   * A SUSPENDED institution sees nothing and is told nothing.
   */
  readonly status: 'ACTIVE' | 'SUSPENDED';
}

/**
 * A person whose presence matters, known by an opaque token only; the name never leaves the registry.
 */
export interface KeyPerson {
  /**
   * Id.
   */
  readonly id: Uuid;
  /**
   * Enterprise.
   */
  readonly enterpriseId: Uuid;
  /**
   * Opaque match token, as face terminals report it.
   */
  readonly token: string;
  /**
   * Function in the enterprise, e.g. legal-representative, plant-manager.
   */
  readonly role: string;
  /**
   * The consent that allows matching.
   */
  readonly consent: {
    /**
     * Document reference.
     */
    readonly reference: string;
    /**
     * First day, Asia/Shanghai. Calendar date YYYY-MM-DD.
     */
    readonly from: string;
    /**
     * Last day, inclusive, Asia/Shanghai; null until revoked.
     */
    readonly to: string | null;
  };
}

/**
 * A loan paid out to an enterprise.
 */
export interface Loan {
  /**
   * Id.
   */
  readonly id: Uuid;
  /**
   * Lender or guarantor.
   */
  readonly institutionId: Uuid;
  /**
   * Borrower.
   */
  readonly enterpriseId: Uuid;
  /**
   * Contract number, unique per institution.
   */
  readonly contractNo: string;
  /**
   * Principal in fen (1/100 CNY).
   */
  readonly principalFen: number;
  /**
   * ISO 4217.
   */
  readonly currency: 'CNY';
  /**
   * Paid out on, Asia/Shanghai. Calendar date YYYY-MM-DD.
   */
  readonly from: string;
  /**
   * Matures on, Asia/Shanghai. Calendar date YYYY-MM-DD.
   */
  readonly to: string;
  /**
   * State of the loan.
   */
  readonly status: 'ACTIVE' | 'OVERDUE' | 'REPAID' | 'WRITTEN_OFF';
}

/**
 * Goods or equipment pledged for a loan.
 */
export interface Pledge {
  /**
   * Id.
   */
  readonly id: Uuid;
  /**
   * The loan.
   */
  readonly loanId: Uuid;
  /**
   * Pledgee.
   */
  readonly institutionId: Uuid;
  /**
   * Pledgor.
   */
  readonly enterpriseId: Uuid;
  /**
   * Where it lies.
   */
  readonly siteId: Uuid;
  /**
   * What is pledged.
   */
  readonly what: string;
  /**
   * How much, in words and unit of the contract.
   */
  readonly quantity?: string;
  /**
   * Appraised value in fen (1/100 CNY).
   */
  readonly valueFen?: number;
}

/**
 * A place of an enterprise 场所.
 */
export interface Site {
  /**
   * Id.
   */
  readonly id: Uuid;
  /**
   * Its enterprise.
   */
  readonly enterpriseId: Uuid;
  /**
   * Name.
   */
  readonly name: string;
  /**
   * IANA time zone, e.g. Asia/Shanghai.
   */
  readonly timeZone: string;
  /**
   * Postal address.
   */
  readonly address?: string;
  /**
   * Free labels.
   *
   * @maxItems 50
   *
   * Items: A label.
   */
  readonly tags: readonly string[];
  /**
   * Working calendar.
   */
  readonly calendar: Calendar;
}
