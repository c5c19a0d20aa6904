// Generated from contracts/ by npm run contracts:gen. Do not edit.

import type { Metric } from './registers';

export type KnownMetric =
  | 'blind.time'
  | 'camera.health'
  | 'current'
  | 'energy.day'
  | 'energy.export.register'
  | 'energy.interval'
  | 'energy.register'
  | 'energy.unallocated'
  | 'external.deposit-ratio'
  | 'external.litigation'
  | 'external.overdue-days'
  | 'external.tax-arrears'
  | 'goods.change'
  | 'humidity'
  | 'intrusion'
  | 'operating.rate'
  | 'people.attendance'
  | 'people.in'
  | 'people.in.total'
  | 'people.occupancy'
  | 'people.out'
  | 'people.out.total'
  | 'people.present'
  | 'person.absent'
  | 'person.match'
  | 'power'
  | 'temperature'
  | 'voltage';

export const METRICS: Readonly<Record<KnownMetric, Metric>> = {
  'blind.time': {"code":"blind.time","family":"health","of":"signal","kind":"gauge","unit":"h","digits":3,"min":0,"max":1000000,"units":{"s":{"factor":0.0002777777777777778},"min":{"factor":0.016666666666666666},"d":{"factor":24}},"zh":"失联时长","en":"Blind time","about":"Hours for which a device that should report was silent."},
  'camera.health': {"code":"camera.health","family":"health","of":"both","kind":"state","unit":"1","digits":0,"min":0,"max":1,"units":{},"states":["OK","COVERED","DARK","BLURRED","MOVED","OFFLINE"],"zh":"摄像机状态","en":"Camera health","about":"Whether the camera can see. A covered camera must not look like an untouched warehouse."},
  'current': {"code":"current","family":"electricity","of":"both","kind":"gauge","unit":"A","digits":2,"min":-100000,"max":100000,"units":{"mA":{"factor":0.001},"kA":{"factor":1000}},"zh":"电流","en":"Current","about":"Phase current at the observed time."},
  'energy.day': {"code":"energy.day","family":"electricity","of":"signal","kind":"delta","unit":"Wh","digits":3,"min":-1000000000000,"max":1000000000000,"units":{"mWh":{"factor":0.001},"kWh":{"factor":1000},"MWh":{"factor":1000000},"J":{"factor":0.0002777777777777778},"kJ":{"factor":0.2777777777777778},"MJ":{"factor":277.77777777777777}},"zh":"日用电量","en":"Day energy","about":"Active energy of the site during one site day."},
  'energy.export.register': {"code":"energy.export.register","family":"electricity","of":"reading","kind":"counter","unit":"Wh","digits":3,"min":0,"max":9000000000000,"units":{"mWh":{"factor":0.001},"kWh":{"factor":1000},"MWh":{"factor":1000000},"J":{"factor":0.0002777777777777778},"kJ":{"factor":0.2777777777777778},"MJ":{"factor":277.77777777777777}},"zh":"反向用电表底","en":"Energy export register","about":"Cumulative active energy export as the meter shows it, before the multiplier."},
  'energy.interval': {"code":"energy.interval","family":"electricity","of":"both","kind":"delta","unit":"Wh","digits":3,"min":-100000000000,"max":100000000000,"units":{"mWh":{"factor":0.001},"kWh":{"factor":1000},"MWh":{"factor":1000000},"J":{"factor":0.0002777777777777778},"kJ":{"factor":0.2777777777777778},"MJ":{"factor":277.77777777777777}},"zh":"区间用电量","en":"Interval energy","about":"Active energy during the interval; negative only for a channel that nets export."},
  'energy.register': {"code":"energy.register","family":"electricity","of":"reading","kind":"counter","unit":"Wh","digits":3,"min":0,"max":9000000000000,"units":{"mWh":{"factor":0.001},"kWh":{"factor":1000},"MWh":{"factor":1000000},"J":{"factor":0.0002777777777777778},"kJ":{"factor":0.2777777777777778},"MJ":{"factor":277.77777777777777}},"zh":"用电表底","en":"Energy register","about":"Cumulative active energy import as the meter shows it, before the multiplier. A decrease starts a new cycle."},
  'energy.unallocated': {"code":"energy.unallocated","family":"electricity","of":"signal","kind":"delta","unit":"Wh","digits":3,"min":0,"max":1000000000000,"units":{"mWh":{"factor":0.001},"kWh":{"factor":1000},"MWh":{"factor":1000000},"J":{"factor":0.0002777777777777778},"kJ":{"factor":0.2777777777777778},"MJ":{"factor":277.77777777777777}},"zh":"缺口用电量","en":"Energy over a gap","about":"Energy known to have been used between two readings, but not when."},
  'external.deposit-ratio': {"code":"external.deposit-ratio","family":"external","of":"signal","kind":"gauge","unit":"1","digits":4,"min":0,"max":1000,"units":{"/":{"factor":1},"%":{"factor":0.01}},"zh":"存款比率","en":"Deposit ratio","about":"Deposits over loan balance, as a partner reports it."},
  'external.litigation': {"code":"external.litigation","family":"external","of":"signal","kind":"gauge","unit":"1","digits":0,"min":0,"max":1000000,"units":{"count":{"factor":1}},"zh":"涉诉件数","en":"Litigation","about":"Open lawsuits against the enterprise, as a partner reports them."},
  'external.overdue-days': {"code":"external.overdue-days","family":"external","of":"signal","kind":"gauge","unit":"d","digits":0,"min":0,"max":36500,"units":{"h":{"factor":0.041666666666666664}},"zh":"逾期天数","en":"Days overdue","about":"Days for which a payment is overdue, as a partner reports it."},
  'external.tax-arrears': {"code":"external.tax-arrears","family":"external","of":"signal","kind":"gauge","unit":"CNY","digits":2,"min":0,"max":1000000000000,"units":{"fen":{"factor":0.01},"kCNY":{"factor":1000},"万元":{"factor":10000}},"zh":"欠税金额","en":"Tax arrears","about":"Unpaid tax, as a partner reports it."},
  'goods.change': {"code":"goods.change","family":"goods","of":"both","kind":"gauge","unit":"1","digits":4,"min":0,"max":1,"units":{"/":{"factor":1},"%":{"factor":0.01}},"zh":"货物变动率","en":"Goods change","about":"Share of a camera region that differs from its pinned baseline picture 底图, 0 to 1."},
  'humidity': {"code":"humidity","family":"climate","of":"both","kind":"gauge","unit":"%RH","digits":2,"min":0,"max":100,"units":{"1":{"factor":100},"%":{"factor":1},"/":{"factor":100}},"zh":"相对湿度","en":"Relative humidity","about":"Relative humidity of the air."},
  'intrusion': {"code":"intrusion","family":"intrusion","of":"both","kind":"event","unit":"1","digits":0,"min":0,"max":1000000,"units":{"count":{"factor":1}},"zh":"区域入侵","en":"Intrusion","about":"Objects seen in a guarded zone, usually 1. Attributes: objectClass, zone, score (0 to 1)."},
  'operating.rate': {"code":"operating.rate","family":"electricity","of":"signal","kind":"gauge","unit":"1","digits":4,"min":0,"max":100,"units":{"/":{"factor":1},"%":{"factor":0.01}},"zh":"开工率","en":"Operating rate","about":"Day energy over the baseline day of the same day class; 1 = as usual. Not judged below the coverage limit."},
  'people.attendance': {"code":"people.attendance","family":"people","of":"signal","kind":"delta","unit":"1","digits":0,"min":0,"max":10000000,"units":{"count":{"factor":1}},"zh":"日到场人次","en":"Attendance","about":"People who went in during one site day."},
  'people.in': {"code":"people.in","family":"people","of":"both","kind":"delta","unit":"1","digits":0,"min":0,"max":1000000,"units":{"count":{"factor":1}},"zh":"进入人数","en":"People in","about":"People who went in during the interval."},
  'people.in.total': {"code":"people.in.total","family":"people","of":"reading","kind":"counter","unit":"1","digits":0,"min":0,"max":1000000000000,"units":{"count":{"factor":1}},"zh":"累计进入人数","en":"People in, cumulative","about":"Cumulative count of people who went in. A decrease starts a new cycle."},
  'people.occupancy': {"code":"people.occupancy","family":"people","of":"signal","kind":"gauge","unit":"1","digits":0,"min":0,"max":1000000,"units":{"count":{"factor":1}},"zh":"在场人数","en":"Occupancy","about":"People on the site: in minus out since the quiet hour, never below 0."},
  'people.out': {"code":"people.out","family":"people","of":"both","kind":"delta","unit":"1","digits":0,"min":0,"max":1000000,"units":{"count":{"factor":1}},"zh":"离开人数","en":"People out","about":"People who went out during the interval."},
  'people.out.total': {"code":"people.out.total","family":"people","of":"reading","kind":"counter","unit":"1","digits":0,"min":0,"max":1000000000000,"units":{"count":{"factor":1}},"zh":"累计离开人数","en":"People out, cumulative","about":"Cumulative count of people who went out. A decrease starts a new cycle."},
  'people.present': {"code":"people.present","family":"people","of":"reading","kind":"gauge","unit":"1","digits":0,"min":0,"max":1000000,"units":{"count":{"factor":1}},"zh":"设备计在场人数","en":"People present, by the device","about":"People that the device itself believes to be inside."},
  'person.absent': {"code":"person.absent","family":"presence","of":"signal","kind":"gauge","unit":"d","digits":0,"min":0,"max":36500,"units":{"h":{"factor":0.041666666666666664}},"zh":"关键人员未出现工作日","en":"Key person absent","about":"Working days since the key person was last seen."},
  'person.match': {"code":"person.match","family":"presence","of":"both","kind":"event","unit":"1","digits":0,"min":0,"max":1000000,"units":{"count":{"factor":1}},"zh":"关键人员识别","en":"Key person seen","about":"A registered key person was recognised, value 1. Attributes: token (opaque), band HIGH, MEDIUM or LOW."},
  'power': {"code":"power","family":"electricity","of":"both","kind":"gauge","unit":"W","digits":1,"min":-10000000,"max":10000000,"units":{"mW":{"factor":0.001},"kW":{"factor":1000},"MW":{"factor":1000000}},"zh":"功率","en":"Active power","about":"Active power at the observed time, before the multiplier in readings; negative when exporting."},
  'temperature': {"code":"temperature","family":"climate","of":"both","kind":"gauge","unit":"Cel","digits":2,"min":-60,"max":1000,"units":{"degC":{"factor":1},"°C":{"factor":1},"degF":{"factor":0.5555555555555556,"offset":-17.77777777777778},"°F":{"factor":0.5555555555555556,"offset":-17.77777777777778},"K":{"factor":1,"offset":-273.15}},"zh":"温度","en":"Temperature","about":"Temperature of a room or of a machine."},
  'voltage': {"code":"voltage","family":"electricity","of":"both","kind":"gauge","unit":"V","digits":2,"min":0,"max":1000000,"units":{"mV":{"factor":0.001},"kV":{"factor":1000}},"zh":"电压","en":"Voltage","about":"Phase voltage at the observed time."},
};
