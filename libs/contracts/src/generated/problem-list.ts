// Generated from contracts/ by npm run contracts:gen. Do not edit.

import type { Problem } from './registers';

export type ProblemCode =
  | 'alarm.claimed-by-another'
  | 'alarm.closed'
  | 'alarm.evidence-required'
  | 'alarm.has-open-cases'
  | 'alarm.not-found'
  | 'alarm.reason-does-not-fit'
  | 'alarm.shelve-in-past'
  | 'alarm.shelve-too-long'
  | 'alarm.state-refuses'
  | 'alarm.superseded'
  | 'auth.expired'
  | 'auth.forbidden'
  | 'auth.invalid'
  | 'auth.invalid-client'
  | 'auth.missing'
  | 'auth.no-scope'
  | 'case.evidence-required'
  | 'case.not-found'
  | 'case.reason-does-not-fit'
  | 'case.reopen-already-requested'
  | 'case.reopen-not-requested'
  | 'case.second-person-required'
  | 'case.state-refuses'
  | 'case.step-done'
  | 'case.step-mandatory'
  | 'case.step-unknown'
  | 'case.steps-open'
  | 'contract.violation'
  | 'dead-letter.no-consumer'
  | 'delivery.not-dead'
  | 'delivery.not-found'
  | 'entity.not-found'
  | 'idempotency.in-flight'
  | 'idempotency.key-invalid'
  | 'idempotency.key-required'
  | 'idempotency.key-reused'
  | 'import.ambiguous-name'
  | 'import.missing-column'
  | 'import.rejected'
  | 'import.repeated-column'
  | 'import.too-many-rows'
  | 'import.unknown-column'
  | 'import.unreadable'
  | 'payload.clock-mismatch'
  | 'payload.unknown-format'
  | 'payload.unreadable'
  | 'plan.not-found'
  | 'plan.retired'
  | 'plan.step-repeated'
  | 'quarantine.not-found'
  | 'rate.limited'
  | 'reading.duplicate'
  | 'reading.in-future'
  | 'reading.none-valid'
  | 'reading.out-of-range'
  | 'reading.too-late'
  | 'reading.too-many'
  | 'reading.unknown-channel'
  | 'reading.unknown-device'
  | 'reading.unknown-metric'
  | 'reading.wrong-key'
  | 'reading.wrong-metric'
  | 'reading.wrong-time'
  | 'reading.wrong-type'
  | 'reading.wrong-unit'
  | 'recipient.address-refused'
  | 'recipient.no-secret'
  | 'recipient.not-found'
  | 'registry.duplicate'
  | 'registry.in-use'
  | 'registry.no-contract'
  | 'registry.not-registrar'
  | 'registry.platform-only'
  | 'registry.reference-not-found'
  | 'request.address-too-long'
  | 'request.cursor-invalid'
  | 'request.forbidden-key'
  | 'request.if-match-malformed'
  | 'request.invalid'
  | 'request.malformed'
  | 'request.malformed-json'
  | 'request.media-type'
  | 'request.precondition-required'
  | 'request.stale'
  | 'request.too-deep'
  | 'request.too-large'
  | 'request.unknown-field'
  | 'request.unknown-route'
  | 'request.unstorable-text'
  | 'rule.invalid'
  | 'rule.no-draft'
  | 'rule.not-owner'
  | 'rule.retired'
  | 'rule.second-person-required'
  | 'series.too-many-points'
  | 'service.internal'
  | 'service.overloaded'
  | 'service.unavailable'
  | 'statistics.too-many-rows';

export const PROBLEMS: Readonly<Record<ProblemCode, Problem>> = {
  'alarm.claimed-by-another': {"code":"alarm.claimed-by-another","kind":"conflict","status":409,"title":{"zh":"预警已被其他审核员领取","en":"Another reviewer has claimed the alarm"},"remedy":{"zh":"请领取其他预警，或等待其释放。","en":"Claim another alarm, or wait until it is released."}},
  'alarm.closed': {"code":"alarm.closed","kind":"conflict","status":409,"title":{"zh":"预警已关闭","en":"The alarm is closed"},"remedy":{"zh":"如需继续处理，请先说明理由并重新打开。","en":"Reopen it with a reason if it has to be looked at again."}},
  'alarm.evidence-required': {"code":"alarm.evidence-required","kind":"invalid","status":422,"title":{"zh":"认定须列明所查看的证据","en":"A verdict needs the evidence that was looked at"},"remedy":{"zh":"请在 evidenceSeen 中列出至少一项证据。","en":"Name at least one reference in evidenceSeen."}},
  'alarm.has-open-cases': {"code":"alarm.has-open-cases","kind":"conflict","status":409,"title":{"zh":"预警尚有未关闭的处置单","en":"The alarm has open cases"},"remedy":{"zh":"最后一张处置单解除后预警将自动关闭。","en":"It closes by itself with its last case."}},
  'alarm.not-found': {"code":"alarm.not-found","kind":"not-found","status":404,"title":{"zh":"预警不存在","en":"There is no such alarm"},"remedy":{"zh":"请检查编号；无权查看的预警同样显示为不存在。","en":"Check the id; an alarm that may not be seen is answered the same way."}},
  'alarm.reason-does-not-fit': {"code":"alarm.reason-does-not-fit","kind":"invalid","status":422,"title":{"zh":"理由与认定结论不符","en":"The reason does not fit the verdict"},"remedy":{"zh":"请从 errors 列出的理由中选择。","en":"Choose one of the reasons listed in errors."}},
  'alarm.shelve-in-past': {"code":"alarm.shelve-in-past","kind":"invalid","status":422,"title":{"zh":"搁置截止时间已过","en":"Shelving would end in the past"},"remedy":{"zh":"请填写将来的时间。","en":"Send a time in the future."}},
  'alarm.shelve-too-long': {"code":"alarm.shelve-too-long","kind":"invalid","status":422,"title":{"zh":"搁置时间超过该等级的上限","en":"Shelving is longer than the severity allows"},"remedy":{"zh":"请缩短搁置时间；上限自首次搁置起计算。","en":"Shorten it; the maximum counts from the first shelving."}},
  'alarm.state-refuses': {"code":"alarm.state-refuses","kind":"conflict","status":409,"title":{"zh":"预警当前状态不允许此操作","en":"The alarm does not take this in its present state"},"remedy":{"zh":"请重新读取预警，按其状态操作。","en":"Read the alarm again and act on the state it is in."}},
  'alarm.superseded': {"code":"alarm.superseded","kind":"conflict","status":409,"title":{"zh":"同一问题已有更新的预警","en":"A newer alarm of the same problem is open"},"remedy":{"zh":"请处理较新的预警。","en":"Work on the newer alarm."}},
  'auth.expired': {"code":"auth.expired","kind":"unauthenticated","status":401,"title":{"zh":"访问令牌已过期","en":"The access token has expired"},"remedy":{"zh":"请重新获取访问令牌。","en":"Obtain a new access token."}},
  'auth.forbidden': {"code":"auth.forbidden","kind":"forbidden","status":403,"title":{"zh":"没有执行此操作的权限","en":"The role does not allow this"},"remedy":{"zh":"请使用具有相应角色的账号，或联系管理员。","en":"Use an account with a role that allows it, or ask an administrator."}},
  'auth.invalid': {"code":"auth.invalid","kind":"unauthenticated","status":401,"title":{"zh":"身份凭证无效","en":"The credentials are not valid"},"remedy":{"zh":"请重新获取访问令牌或检查设备密钥。","en":"Obtain a new access token, or check the key of the device."}},
  'auth.invalid-client': {"code":"auth.invalid-client","kind":"unauthenticated","status":401,"title":{"zh":"客户端凭证无效","en":"The client credentials are not valid"},"remedy":{"zh":"请检查 client_id 与 client_secret，必要时由管理员重新签发。","en":"Check client_id and client_secret, or have an administrator issue new ones."}},
  'auth.missing': {"code":"auth.missing","kind":"unauthenticated","status":401,"title":{"zh":"缺少身份凭证","en":"Credentials are missing"},"remedy":{"zh":"请在 Authorization 请求头中发送访问令牌。","en":"Send an access token in the Authorization header."}},
  'auth.no-scope': {"code":"auth.no-scope","kind":"forbidden","status":403,"title":{"zh":"令牌未指明所属机构或企业","en":"The token names no institution or enterprise"},"remedy":{"zh":"请使用带有 institution_id（企业用户为 enterprise_id）的令牌。","en":"Use a token with institution_id, or enterprise_id for an enterprise user."}},
  'case.evidence-required': {"code":"case.evidence-required","kind":"invalid","status":422,"title":{"zh":"该步骤须提供证据","en":"The step needs evidence"},"remedy":{"zh":"请在 evidence 中提供至少一项。","en":"Send at least one reference in evidence."}},
  'case.not-found': {"code":"case.not-found","kind":"not-found","status":404,"title":{"zh":"处置单不存在","en":"There is no such case"},"remedy":{"zh":"请检查编号；无权查看的处置单同样显示为不存在。","en":"Check the id; a case that may not be seen is answered the same way."}},
  'case.reason-does-not-fit': {"code":"case.reason-does-not-fit","kind":"invalid","status":422,"title":{"zh":"理由不适用于误报","en":"The reason does not fit a false alarm"},"remedy":{"zh":"请从 errors 列出的理由中选择。","en":"Choose one of the reasons listed in errors."}},
  'case.reopen-already-requested': {"code":"case.reopen-already-requested","kind":"conflict","status":409,"title":{"zh":"已有待审批的重开申请","en":"Somebody has asked to reopen it already"},"remedy":{"zh":"请先审批或拒绝现有申请。","en":"Approve or refuse the request that is waiting."}},
  'case.reopen-not-requested': {"code":"case.reopen-not-requested","kind":"conflict","status":409,"title":{"zh":"没有待审批的重开申请","en":"Nobody has asked to reopen it"},"remedy":{"zh":"请先提交重开申请。","en":"Request it first."}},
  'case.second-person-required': {"code":"case.second-person-required","kind":"forbidden","status":403,"title":{"zh":"须由另一人办理","en":"A second person has to do this"},"remedy":{"zh":"请由未参与该事项的同事操作。","en":"Let a colleague who had no hand in it do it."}},
  'case.state-refuses': {"code":"case.state-refuses","kind":"conflict","status":409,"title":{"zh":"处置单当前状态不允许此操作","en":"The case does not take this in its present state"},"remedy":{"zh":"请重新读取处置单，按其状态操作。","en":"Read the case again and act on the state it is in."}},
  'case.step-done': {"code":"case.step-done","kind":"conflict","status":409,"title":{"zh":"该步骤已完成","en":"The step has been done"},"remedy":{"zh":"无需标记为不必要。","en":"There is nothing to pass over."}},
  'case.step-mandatory': {"code":"case.step-mandatory","kind":"conflict","status":409,"title":{"zh":"该步骤为必做步骤","en":"The step is mandatory"},"remedy":{"zh":"请完成该步骤，或更换预案。","en":"Do the step, or swap the plan."}},
  'case.step-unknown': {"code":"case.step-unknown","kind":"invalid","status":422,"title":{"zh":"预案中没有该步骤","en":"The plan has no such step"},"remedy":{"zh":"请使用处置单所绑定预案中的步骤编号。","en":"Use the id of a step of the plan pinned to the case."}},
  'case.steps-open': {"code":"case.steps-open","kind":"conflict","status":409,"title":{"zh":"尚有必做步骤未完成","en":"Mandatory steps have not been done"},"remedy":{"zh":"请先完成 errors 列出的步骤，或更换预案。","en":"Do the steps listed in errors first, or swap the plan."}},
  'contract.violation': {"code":"contract.violation","kind":"invalid","status":422,"title":{"zh":"消息不符合契约","en":"The message does not agree with its contract"},"remedy":{"zh":"请按 errors 中的说明修正消息。","en":"Correct the message as errors says."}},
  'dead-letter.no-consumer': {"code":"dead-letter.no-consumer","kind":"conflict","status":409,"title":{"zh":"该消息的消费者不在本进程中运行","en":"The consumer of this message does not run here"},"remedy":{"zh":"请在运行该消费者的服务上重放。","en":"Replay it at the service that runs the consumer."}},
  'delivery.not-dead': {"code":"delivery.not-dead","kind":"conflict","status":409,"title":{"zh":"该投递无需重试","en":"The delivery is not dead"},"remedy":{"zh":"只有已放弃的投递可以重试。","en":"Only deliveries that were given up can be tried again."}},
  'delivery.not-found': {"code":"delivery.not-found","kind":"not-found","status":404,"title":{"zh":"投递记录不存在","en":"There is no such delivery"},"remedy":{"zh":"请检查编号。","en":"Check the id."}},
  'entity.not-found': {"code":"entity.not-found","kind":"not-found","status":404,"title":{"zh":"记录不存在","en":"There is no such record"},"remedy":{"zh":"请检查编号；无权查看的记录同样显示为不存在。","en":"Check the id; a record that may not be seen is answered the same way."}},
  'idempotency.in-flight': {"code":"idempotency.in-flight","kind":"conflict","status":409,"title":{"zh":"相同请求正在处理中","en":"The same request is still being handled"},"remedy":{"zh":"请稍候用相同的 Idempotency-Key 重试。","en":"Wait a moment and repeat it with the same Idempotency-Key."}},
  'idempotency.key-invalid': {"code":"idempotency.key-invalid","kind":"malformed","status":400,"title":{"zh":"Idempotency-Key 无效","en":"The Idempotency-Key is not valid"},"remedy":{"zh":"请使用 1 到 200 个可打印 ASCII 字符。","en":"Use 1 to 200 printable ASCII characters."}},
  'idempotency.key-required': {"code":"idempotency.key-required","kind":"malformed","status":400,"title":{"zh":"缺少 Idempotency-Key 请求头","en":"The header Idempotency-Key is missing"},"remedy":{"zh":"请为每个操作生成一个唯一值，放入 Idempotency-Key；重试时保持不变。","en":"Send a value unique to the operation in Idempotency-Key and repeat it on retries."}},
  'idempotency.key-reused': {"code":"idempotency.key-reused","kind":"invalid","status":422,"title":{"zh":"Idempotency-Key 已用于其他请求","en":"The Idempotency-Key was used for another request"},"remedy":{"zh":"不同的请求请使用新的 Idempotency-Key。","en":"Use a new Idempotency-Key for a different request."}},
  'import.ambiguous-name': {"code":"import.ambiguous-name","kind":"invalid","status":422,"title":{"zh":"名称对应多条记录","en":"Several records have this name"},"remedy":{"zh":"请改用记录编号。","en":"Name the record by its id."}},
  'import.missing-column': {"code":"import.missing-column","kind":"invalid","status":422,"title":{"zh":"缺少必需的列","en":"A required column is missing"},"remedy":{"zh":"请下载模板并保留全部必需列。","en":"Download the template and keep every required column."}},
  'import.rejected': {"code":"import.rejected","kind":"invalid","status":422,"title":{"zh":"导入文件有错误，未导入任何记录","en":"The file has errors; nothing was imported"},"remedy":{"zh":"请按 rows 列出的行和列更正后重新导入。","en":"Correct the rows and columns listed under rows, and import again."}},
  'import.repeated-column': {"code":"import.repeated-column","kind":"invalid","status":422,"title":{"zh":"列重复","en":"A column occurs twice"},"remedy":{"zh":"请删除重复的列。","en":"Remove the repeated column."}},
  'import.too-many-rows': {"code":"import.too-many-rows","kind":"too-large","status":413,"title":{"zh":"导入行数超过上限","en":"The file has too many rows"},"remedy":{"zh":"请拆分为每个文件不超过 5000 行。","en":"Split it into files of at most 5,000 rows."}},
  'import.unknown-column': {"code":"import.unknown-column","kind":"invalid","status":422,"title":{"zh":"无法识别的列","en":"The column is not known"},"remedy":{"zh":"请按模板更正列名。","en":"Correct the name of the column after the template."}},
  'import.unreadable': {"code":"import.unreadable","kind":"malformed","status":400,"title":{"zh":"无法读取文件","en":"The file cannot be read"},"remedy":{"zh":"请以 text/csv 上传 UTF-8 或 GB18030 编码的 CSV 文件。","en":"Send a CSV file in UTF-8 or GB18030 as text/csv."}},
  'payload.clock-mismatch': {"code":"payload.clock-mismatch","kind":"invalid","status":422,"title":{"zh":"报文内的两个时间相差过大","en":"The message carries two times that disagree"},"remedy":{"zh":"请校准设备时钟后重放隔离区中的报文。","en":"Set the device clock, then replay the message from quarantine."}},
  'payload.unknown-format': {"code":"payload.unknown-format","kind":"not-found","status":404,"title":{"zh":"没有该格式的解码器","en":"There is no decoder for this format"},"remedy":{"zh":"请使用接口文档列出的格式，或改用通用读数接口。","en":"Use a format listed in the API document, or the generic readings route."}},
  'payload.unreadable': {"code":"payload.unreadable","kind":"invalid","status":422,"title":{"zh":"报文无法解析","en":"The message cannot be read"},"remedy":{"zh":"请核对设备选用的报文格式，更正后重放。","en":"Check which format the device sends, correct it, and replay the message."}},
  'plan.not-found': {"code":"plan.not-found","kind":"not-found","status":404,"title":{"zh":"预案不存在","en":"There is no such plan"},"remedy":{"zh":"请检查编号与版本；已停用的预案不能再选用。","en":"Check id and version; a retired plan cannot be chosen any more."}},
  'plan.retired': {"code":"plan.retired","kind":"conflict","status":409,"title":{"zh":"预案已停用","en":"The plan is retired"},"remedy":{"zh":"请新建预案。","en":"Make a new plan."}},
  'plan.step-repeated': {"code":"plan.step-repeated","kind":"invalid","status":422,"title":{"zh":"步骤编号重复","en":"A step id occurs twice"},"remedy":{"zh":"请为每个步骤使用不同的编号。","en":"Give every step an id of its own."}},
  'quarantine.not-found': {"code":"quarantine.not-found","kind":"not-found","status":404,"title":{"zh":"隔离区中没有该报文","en":"No such message is held in quarantine"},"remedy":{"zh":"报文可能已重放成功；请重新查询隔离列表。","en":"It may have been replayed already; list the quarantine again."}},
  'rate.limited': {"code":"rate.limited","kind":"rate-limited","status":429,"title":{"zh":"请求过于频繁","en":"Too many requests"},"remedy":{"zh":"请在 Retry-After 指定的时间后重试。","en":"Slow down and try again after the time in Retry-After."}},
  'reading.duplicate': {"code":"reading.duplicate","kind":"conflict","status":409,"title":{"zh":"读数重复","en":"The reading was already received"},"remedy":{"zh":"无需处理：首次收到的读数有效。","en":"Nothing to do: the first one counts."}},
  'reading.in-future': {"code":"reading.in-future","kind":"invalid","status":422,"title":{"zh":"观测时间在未来","en":"The observed time lies in the future"},"remedy":{"zh":"请校准设备时钟。","en":"Set the clock of the device."}},
  'reading.none-valid': {"code":"reading.none-valid","kind":"invalid","status":422,"title":{"zh":"没有一条读数可以接收","en":"None of the readings could be taken"},"remedy":{"zh":"请按 errors 中逐条列出的原因更正后重发。","en":"Correct what errors lists for each reading and send again."}},
  'reading.out-of-range': {"code":"reading.out-of-range","kind":"invalid","status":422,"title":{"zh":"数值超出合理范围","en":"The value is outside the plausible range"},"remedy":{"zh":"请检查设备与单位；合理范围见 metrics.json。","en":"Check the device and the unit; the range stands in metrics.json."}},
  'reading.too-late': {"code":"reading.too-late","kind":"invalid","status":422,"title":{"zh":"数据到达过晚","en":"The reading came too late"},"remedy":{"zh":"超过设备允许的迟到时限；如需补录请调整该设备的时限。","en":"It is older than the lateness limit of the device; raise the limit to accept it."}},
  'reading.too-many': {"code":"reading.too-many","kind":"too-large","status":413,"title":{"zh":"单批读数过多","en":"There are too many readings in one batch"},"remedy":{"zh":"每批最多 1000 条，请拆分。","en":"Send at most 1000 readings per batch."}},
  'reading.unknown-channel': {"code":"reading.unknown-channel","kind":"invalid","status":422,"title":{"zh":"通道未登记","en":"The channel is not registered"},"remedy":{"zh":"请先为该设备登记通道，或更正通道名。","en":"Register the channel of the device, or correct its name."}},
  'reading.unknown-device': {"code":"reading.unknown-device","kind":"unauthenticated","status":401,"title":{"zh":"设备未注册","en":"The device is not registered"},"remedy":{"zh":"请先登记设备并为其签发密钥。","en":"Register the device and issue a key for it first."}},
  'reading.unknown-metric': {"code":"reading.unknown-metric","kind":"invalid","status":422,"title":{"zh":"指标未知","en":"The metric is not known"},"remedy":{"zh":"请使用 metrics.json 中的指标代码。","en":"Use a code from metrics.json."}},
  'reading.wrong-key': {"code":"reading.wrong-key","kind":"unauthenticated","status":401,"title":{"zh":"设备密钥不正确","en":"The key does not belong to the device"},"remedy":{"zh":"请检查设备中配置的密钥，必要时重新签发。","en":"Check the key configured in the device, or issue a new one."}},
  'reading.wrong-metric': {"code":"reading.wrong-metric","kind":"invalid","status":422,"title":{"zh":"指标与通道不符","en":"The metric is not that of the channel"},"remedy":{"zh":"请使用通道登记的指标，或修改通道登记。","en":"Use the metric the channel is registered for, or change the channel."}},
  'reading.wrong-time': {"code":"reading.wrong-time","kind":"invalid","status":422,"title":{"zh":"观测时间无法识别","en":"The observed time cannot be read"},"remedy":{"zh":"请使用带时区偏移的 ISO 8601 时间。","en":"Send ISO 8601 with an offset, such as 2026-05-04T10:15:00+08:00."}},
  'reading.wrong-type': {"code":"reading.wrong-type","kind":"invalid","status":422,"title":{"zh":"数值类型不正确","en":"The value has the wrong type"},"remedy":{"zh":"数值类指标请发送数字，状态类指标请发送状态名。","en":"Send a number for quantities and a state name for states."}},
  'reading.wrong-unit': {"code":"reading.wrong-unit","kind":"invalid","status":422,"title":{"zh":"单位不适用于该指标","en":"The unit does not fit the metric"},"remedy":{"zh":"请使用该指标的标准单位或其可换算单位。","en":"Use the canonical unit of the metric or one that can be converted."}},
  'recipient.address-refused': {"code":"recipient.address-refused","kind":"invalid","status":422,"title":{"zh":"收件地址不可用","en":"The address cannot be used"},"remedy":{"zh":"Webhook 请使用公网 https 地址；邮件请使用有效邮箱。","en":"Use a public https URL for a webhook, or a valid e-mail address."}},
  'recipient.no-secret': {"code":"recipient.no-secret","kind":"conflict","status":409,"title":{"zh":"该收件人没有签名密钥","en":"The recipient has no signing secret"},"remedy":{"zh":"只有 Webhook 收件人才有签名密钥。","en":"Only webhook recipients have a secret."}},
  'recipient.not-found': {"code":"recipient.not-found","kind":"not-found","status":404,"title":{"zh":"收件人不存在","en":"There is no such recipient"},"remedy":{"zh":"请检查编号。","en":"Check the id."}},
  'registry.duplicate': {"code":"registry.duplicate","kind":"conflict","status":409,"title":{"zh":"已有相同的记录","en":"A record like it exists already"},"remedy":{"zh":"请使用已有记录，或更改 errors 中指出的字段。","en":"Use the record that exists, or change the field named under errors."}},
  'registry.in-use': {"code":"registry.in-use","kind":"conflict","status":409,"title":{"zh":"仍有其他记录引用此记录","en":"Other records still name this one"},"remedy":{"zh":"请先删除 detail 中所列的引用记录。","en":"Delete the records named in the detail first."}},
  'registry.no-contract': {"code":"registry.no-contract","kind":"forbidden","status":403,"title":{"zh":"本机构与该企业没有相应的合同或授权","en":"The institution has no contract that allows this"},"remedy":{"zh":"请先登记贷款，或取得包含外部指标的授权。","en":"Register the loan, or obtain a grant that includes external indicators."}},
  'registry.not-registrar': {"code":"registry.not-registrar","kind":"forbidden","status":403,"title":{"zh":"该企业由其他机构登记","en":"Another institution registered the enterprise"},"remedy":{"zh":"请联系平台或登记机构进行修改。","en":"Ask the platform, or the institution that registered it, for the change."}},
  'registry.platform-only': {"code":"registry.platform-only","kind":"forbidden","status":403,"title":{"zh":"仅平台可以执行此操作","en":"Only the platform may do this"},"remedy":{"zh":"请联系平台管理员。","en":"Ask an administrator of the platform."}},
  'registry.reference-not-found': {"code":"registry.reference-not-found","kind":"invalid","status":422,"title":{"zh":"引用的记录不存在","en":"A record that is named does not exist"},"remedy":{"zh":"请检查 errors 中指出的编号。","en":"Check the id named under errors."}},
  'request.address-too-long': {"code":"request.address-too-long","kind":"malformed","status":414,"title":{"zh":"地址过长","en":"The address is too long"},"remedy":{"zh":"请检查地址中的编号；编号最长 200 个字符。","en":"Check the id in the address; none is longer than 200 characters."}},
  'request.cursor-invalid': {"code":"request.cursor-invalid","kind":"invalid","status":422,"title":{"zh":"分页游标无效","en":"The cursor is not valid"},"remedy":{"zh":"请原样传回上一页的 nextCursor，或去掉 cursor 从第一页开始。","en":"Send nextCursor of the page before unchanged, or start again without cursor."}},
  'request.forbidden-key': {"code":"request.forbidden-key","kind":"malformed","status":400,"title":{"zh":"JSON 含有不允许的键","en":"The JSON has a key that is not allowed"},"remedy":{"zh":"请去掉 __proto__ 或 constructor.prototype。","en":"Remove __proto__ or constructor.prototype."}},
  'request.if-match-malformed': {"code":"request.if-match-malformed","kind":"malformed","status":400,"title":{"zh":"If-Match 格式不正确","en":"The header If-Match cannot be read"},"remedy":{"zh":"请原样传回上次读取时的 ETag，例如 \"7\"。","en":"Send the ETag you last read, e.g. \"7\"."}},
  'request.invalid': {"code":"request.invalid","kind":"invalid","status":422,"title":{"zh":"请求内容不符合要求","en":"The request does not meet the requirements"},"remedy":{"zh":"请按 errors 中的说明修改后重新发送。","en":"Correct what errors lists and send it again."}},
  'request.malformed': {"code":"request.malformed","kind":"malformed","status":400,"title":{"zh":"请求无法解析","en":"The request cannot be read"},"remedy":{"zh":"请检查地址、请求头与内容。","en":"Check the address, the headers and the body."}},
  'request.malformed-json': {"code":"request.malformed-json","kind":"malformed","status":400,"title":{"zh":"请求体不是有效的 JSON","en":"The body is not valid JSON"},"remedy":{"zh":"请检查请求体的 JSON 语法后重新发送。","en":"Check the JSON syntax of the body and send it again."}},
  'request.media-type': {"code":"request.media-type","kind":"malformed","status":415,"title":{"zh":"不支持该内容类型","en":"The content type is not supported"},"remedy":{"zh":"请使用 application/json，或该接口文档中列出的类型。","en":"Send application/json, or a type that the documentation of the route names."}},
  'request.precondition-required': {"code":"request.precondition-required","kind":"precondition-required","status":428,"title":{"zh":"缺少 If-Match 请求头","en":"The header If-Match is missing"},"remedy":{"zh":"请先读取记录，并在 If-Match 中发送其 ETag。","en":"Read the record and send its ETag in If-Match."}},
  'request.stale': {"code":"request.stale","kind":"stale","status":412,"title":{"zh":"数据已被他人更新","en":"The record has changed in the meantime"},"remedy":{"zh":"请重新读取最新版本，以新的 ETag 作为 If-Match 重新提交。","en":"Read it again and send the new ETag in If-Match."}},
  'request.too-deep': {"code":"request.too-deep","kind":"malformed","status":400,"title":{"zh":"JSON 嵌套层级过深","en":"The JSON is nested too deeply"},"remedy":{"zh":"请减少嵌套层级后重新发送。","en":"Flatten the document and send it again."}},
  'request.too-large': {"code":"request.too-large","kind":"too-large","status":413,"title":{"zh":"请求体过大","en":"The body is too large"},"remedy":{"zh":"请拆分为较小的批次后重新发送。","en":"Split it into smaller batches and send them again."}},
  'request.unknown-field': {"code":"request.unknown-field","kind":"invalid","status":422,"title":{"zh":"包含未知字段","en":"A field is not known"},"remedy":{"zh":"请移除 errors 中列出的字段，或按接口文档更正字段名。","en":"Remove the fields listed in errors, or correct their names by the API description."}},
  'request.unknown-route': {"code":"request.unknown-route","kind":"not-found","status":404,"title":{"zh":"接口不存在","en":"There is no such route"},"remedy":{"zh":"请对照接口文档检查方法与路径。","en":"Check method and path against the API description."}},
  'request.unstorable-text': {"code":"request.unstorable-text","kind":"malformed","status":400,"title":{"zh":"文本含有无法保存的字符","en":"A text has a character that cannot be stored"},"remedy":{"zh":"请去掉空字符 (U+0000) 与不成对的代理项。","en":"Remove NUL characters (U+0000) and unpaired surrogates."}},
  'rule.invalid': {"code":"rule.invalid","kind":"invalid","status":422,"title":{"zh":"预警策略不正确","en":"The rule is not valid"},"remedy":{"zh":"请按 errors 中的 pointer 逐项修改后重新保存。","en":"Correct the fields listed under errors and save it again."}},
  'rule.no-draft': {"code":"rule.no-draft","kind":"conflict","status":409,"title":{"zh":"没有待发布的草稿","en":"There is no draft to publish"},"remedy":{"zh":"请先保存草稿。","en":"Save a draft first."}},
  'rule.not-owner': {"code":"rule.not-owner","kind":"forbidden","status":403,"title":{"zh":"只有策略的所有者可以修改","en":"Only its owner may change a rule"},"remedy":{"zh":"请复制该策略为本机构的策略后再修改。","en":"Copy it into a rule of your own and change that."}},
  'rule.retired': {"code":"rule.retired","kind":"conflict","status":409,"title":{"zh":"预警策略已停用","en":"The rule is retired"},"remedy":{"zh":"请新建一条策略。","en":"Write a new rule."}},
  'rule.second-person-required': {"code":"rule.second-person-required","kind":"forbidden","status":403,"title":{"zh":"草稿须由他人发布","en":"Somebody other than its author has to publish a draft"},"remedy":{"zh":"请由同机构的另一位风控经理发布。","en":"Ask another risk manager of the institution to publish it."}},
  'series.too-many-points': {"code":"series.too-many-points","kind":"invalid","status":422,"title":{"zh":"数据点过多","en":"The answer would have too many points"},"remedy":{"zh":"每次最多 5000 个数据点：请缩短时间范围、增大 bucket，或只查询一个对象。","en":"At most 5,000 points: ask for a shorter time, a larger bucket, or one subject."}},
  'service.internal': {"code":"service.internal","kind":"internal","status":500,"title":{"zh":"服务内部错误","en":"Something went wrong on our side"},"remedy":{"zh":"请稍后重试；若持续出现，请将 instance 告知服务方。","en":"Try again later; if it persists, report the instance."}},
  'service.overloaded': {"code":"service.overloaded","kind":"unavailable","status":503,"title":{"zh":"服务繁忙","en":"The service is overloaded"},"remedy":{"zh":"请按 Retry-After 稍后重发，重复发送不会重复计数。","en":"Send again after Retry-After; sending twice counts once."}},
  'service.unavailable': {"code":"service.unavailable","kind":"unavailable","status":503,"title":{"zh":"服务暂时不可用","en":"The service is not available right now"},"remedy":{"zh":"请在 Retry-After 指定的时间后重试。","en":"Try again after the time in Retry-After."}},
  'statistics.too-many-rows': {"code":"statistics.too-many-rows","kind":"invalid","status":422,"title":{"zh":"统计行数过多","en":"The answer would have too many rows"},"remedy":{"zh":"每次最多 5000 行（分组数 × 周期数）：请减少周期，或只查询一家企业。","en":"At most 5,000 rows (groups x periods): ask for fewer periods, or for one enterprise."}},
};
