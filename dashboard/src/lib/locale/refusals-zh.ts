/**
 * What the service says when it refuses (409, 403), in Chinese. It speaks English, to programs as well, so English pages show
 * its own sentence. `$1` is what the pattern caught, `$1:list` the word for it in that list of the locale.
 */
export const refusalsZh: readonly [RegExp, string][] = [
  // tickets
  [/^The ticket is (\w+): (\w+) is not possible\.$/, '工单处于「$1:ticketStatus」，不能进行此操作'],
  [/^The ticket is (\w+): nothing is attached to it any more\.$/, '工单已是「$1:ticketStatus」，不能再添加附件'],
  [/^The ticket has (\d+) attachments, and no more are taken\.$/, '工单已有 $1 个附件，不能再添加'],
  [
    /^The ticket has this file already, as (\w+): each paper is a file of its own\.$/,
    '此文件已作为「$1:attachmentKind」上传过：每份材料须单独上传'
  ],
  [/^Ticket (\S+) is (\w+): no work is done on it any more\.$/, '工单 $1 已是「$2:ticketStatus」，不再作业'],
  [/^Ticket (\S+) already stands for the same cause\.$/, '同一原因已有工单 $1'],
  [/^Tickets are opened by engineers and above\.$/, '只有工程人员及以上可以开单'],
  [/^This step is for managers\.$/, '此操作只有项目经理可以进行'],
  [/^A viewer takes no steps on tickets\.$/, '只读用户不能操作工单'],
  [/^A guard takes steps only on tickets for guards or assigned to them\.$/, '秩序维护员只能处理面向秩序维护员或派给自己的工单'],
  [/^A guard hands on only tickets assigned to them\.$/, '秩序维护员只能转派派给自己的工单'],
  [/^The condition is still active\.$/, '告警条件仍然存在'],
  [/^The incident has not been ended\.$/, '应急处置尚未结束'],
  [
    /^A ticket on a \S+ is closed only with an operation record and a test report attached\.$/,
    '电梯、扶梯和消防设备的工单须附操作记录和试验报告才能验收'
  ],
  [
    /^A fix_by_date hazard is closed only with a photo from before it was resolved and one of the re-inspection after\.$/,
    '限期整改须有整改前照片和复查后照片才能验收'
  ],
  [/^Its result was followed up already\.$/, '已经回访过'],
  [
    /^Work on (\S+) needs a permit on this ticket, with each of its steps confirmed\.$/,
    '在 $1 上作业须有本工单的作业许可，且各步骤均已确认'
  ],
  [/^Work on (?:this|an? \S+) takes a valid certificate (.+): (\S+) has none\.$/, '此类作业须持有效证书（$1），$2 没有'],
  [
    /^Work on (?:this|an? \S+) takes a valid certificate (.+): (\S+) has one that expired on (\S+)\.$/,
    '此类作业须持有效证书（$1），$2 的证书已于 $3 到期'
  ],
  // permits
  [/^The permit is (\w+): (\w+) is not possible\.$/, '许可处于「$1:permit.state」，不能进行此操作'],
  [/^Permit \S+ is (\w+): it is closed before the work is called done\.$/, '作业许可（$1:permit.state）须先关闭才能完工'],
  [/^Permit \S+ on (\S+) is (\w+): it comes to its end first\.$/, '$1 上已有许可（$2:permit.state），须先结束'],
  [/^Permit \S+ holds it out of service: that is closed or cancelled\.$/, '设备因作业许可停用：请关闭或撤销该许可'],
  [/^Permits are for engineers and above\.$/, '只有工程人员及以上可以办理作业许可'],
  [/^The time of the permit has run out\.$/, '许可已到期'],
  [/^The permit has expired: it is closed with a note of what became of the work\.$/, '许可已到期：关闭时须说明作业情况'],
  [/^The permit is closed when `restored` is confirmed: .+\.$/, '确认恢复（收工、摘牌、送电）后才能关闭许可'],
  [/^A second person must say so: you asked for the permit yourself\.$/, '须由另一人批准：许可是您自己申请的'],
  [/^Every step is confirmed\.$/, '各步骤均已确认'],
  [/^The permit has no step (\w+): (\w+) is next\.$/, '此许可没有这一步，下一步是「$2:permit.step」'],
  [/^(\w+) comes before (\w+)\.$/, '须先确认「$1:permit.step」，再确认「$2:permit.step」'],
  [/^(\w+) is confirmed already: (\w+) is next\.$/, '「$1:permit.step」已确认，下一步是「$2:permit.step」'],
  [/^There is no permit (\S+)\.$/, '没有许可 $1'],
  // alarms, out of service
  [/^The alarm is already acknowledged\.$/, '告警已确认过'],
  [/^The alarm is already acknowledged: it waits for its reset\.$/, '告警已确认，等待复位'],
  [/^The alarm is over: .+\.$/, '告警已结束，无需操作'],
  [/^The alarm waits for its reset: it cannot be shelved\.$/, '告警等待复位，不能搁置'],
  [/^The alarm must be acknowledged before it can be reset\.$/, '须先确认告警才能复位'],
  [/^The alarm is not shelved\.$/, '告警没有被搁置'],
  [/^A fire alarm cannot be shelved\.$/, '火警不能搁置'],
  [/^The equipment is out of service: its alarms cannot be shelved\.$/, '设备已停用，其告警不能搁置'],
  [/^The condition is still active: it cannot be reset\.$/, '告警条件仍然存在，不能复位'],
  [/^An alarm that is .+ cannot be .+\.$/, '告警当前状态下不能进行此操作'],
  [/^A (\w+) may not \w+ alarms\.$/, '「$1:role」没有此项告警操作的权限'],
  [/^(\S+) is out of service already\.$/, '$1 已经停用'],
  [/^(\S+) is requested to be out of service already\.$/, '$1 已有人申请停用'],
  [/^It is out of service already\.$/, '已经停用'],
  [/^It is in service\.$/, '设备在用，没有停用'],
  [/^Nobody asked to take it out of service\.$/, '没有人申请停用'],
  [/^A second person must confirm it: you asked for it yourself\.$/, '须由另一人确认：停用是您自己申请的'],
  [/^Equipment is taken out of service, and put back, by engineers and above\.$/, '只有工程人员及以上可以停用和恢复设备'],
  // incidents, shifts, samples, logs
  [/^An incident is (?:begun|ended) by (\w+)s and above\.$/, '只有「$1:role」及以上可以启动或结束应急'],
  [/^An incident is .+ by (\w+)s and above\.$/, '只有「$1:role」及以上可以处理应急'],
  [/^No incident was begun on this ticket\.$/, '此工单没有启动应急'],
  [/^The shift is still to come\.$/, '班次尚未开始'],
  [/^A shift is handed over in its last hour, or afterwards\.$/, '交班须在班次最后一小时或之后进行'],
  [/^The shift was over more than a day ago\.$/, '班次结束已超过一天，不能再交班'],
  [/^The shift (\S+) of (\S+) was handed over already\.$/, '$2 的班次 $1 已交班'],
  [/^Somebody else takes it over: you gave it yourself\.$/, '须由另一人接班：交班的是您自己'],
  [/^It was taken over already, by (\S+)\.$/, '已由 $1 接班'],
  [/^(\S+) was checked already(?:, by (\S+))?\.$/, '$1 已抽查过'],
  [/^The shift goes on: it is signed when it is over\.$/, '班次还在进行，结束后才能签字'],
  [/^Its readings are no longer stored\.$/, '其读数已不再保存'],
  [/^The log has changed since it was read: read it again, then sign\.$/, '日志在您阅读后有变化：请重新阅读再签字'],
  // set-up
  [/^There is an? (\S+) among the \S+ already\..*$/, '已有 $1'],
  [/^There is an? \w+ (\S+) already\..*$/, '已有 $1'],
  [/^(\S+) is still in use by (.+)\.$/, '$1 仍被使用：$2'],
  [/^(\S+) is mapped already, as (\S+)\.$/, '$1 已映射（$2）'],
  [/^(\S+) \((.+)\) comes with the program: make it a .+ instead\.$/, '$1（$2）是程序自带的日期，请改为其他类型'],
  [/^User admin cannot be disabled\.$/, 'admin 用户不能停用'],
  [/^Nobody can disable himself\.$/, '不能停用自己'],
  [/^An import (\S+) is running\.$/, '导入 $1 正在进行'],
  [/^Channel (\S+) is out of use, or its settings cannot be read\.$/, '通道 $1 已停用，或其设置无法读取'],
  [/^At most (\d+) browsers: take one off first\.$/, '最多 $1 个浏览器，请先移除一个'],
  [/^The link was used before.*\.$/, '链接已使用过，每个链接只能用一次'],
  [/^The link has expired\.$/, '链接已过期'],
  [/^\S+ may be set by an admin only.*\.$/, '只有管理员可以修改此项'],
  // access, patrol
  [/^The role (\w+) may not do this\.$/, '「$1:role」没有此权限'],
  [/^A wall screen only reads\.$/, '大屏只能查看'],
  [/^A page of another origin may not write with the session cookie\.$/, '其他网站的页面不能用此登录写入'],
  [/^A scan is told in one’s own name\.$/, '只能以自己的名义打卡'],
  [/^A scan of this id was told by somebody else\.$/, '此打卡编号已被他人使用']
]
