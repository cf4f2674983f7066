// What the dashboard says, in each language it speaks. Functions where grammar needs figures.
const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;

export const STRINGS = {
  en: {
    skip: 'Skip to the instances', theme: 'Theme', signOut: 'Sign out', instances: 'Instances',
    search: 'Search id, service, zone, version', state: 'State', allStates: 'All states', instance: 'Instance', since: 'Since',
    why: 'Why', weight: 'Weight', zone: 'Zone', version: 'Version', address: 'Address', lease: 'Lease', events: 'Events',
    pause: 'Pause', resume: 'Resume', time: 'Time', what: 'What', change: 'Change', by: 'By', older: 'Older',
    live: 'live', connecting: 'connecting…', lost: 'connection lost, trying again…', signedOut: 'signed out: sign in again',
    paused: n => `Resume (${n} new)`,
    nobody: 'No instance is registered. One appears here as soon as an application with the starter is ready.',
    noMatch: 'No instance matches the filter.', nothing: 'Nothing has happened since the admin started.',
    shown: (n, all) => n === all ? plural(all, 'instance', 'instances') : `${n} of ${plural(all, 'instance', 'instances')}`,
    verdict: { UP: 'UP', DEGRADED: 'DEGRADED', DOWN: 'DOWN' },
    states: { UNKNOWN: 'unknown', STARTING: 'starting', UP: 'up', SUSPECT: 'suspect', DOWN: 'down', DRAINING: 'draining', MAINTENANCE: 'in maintenance' },
    sentence: (up, all, others, healthy) => [
      all === 0 ? 'No instance is registered' : `${up} of ${plural(all, 'instance', 'instances')} up`,
      ...others.map(([n, word]) => `${n} ${word}`),
      healthy ? 'registry healthy' : 'registry away'].join(', '),
    registry: (r, since) => r.status === 'UP'
      ? `Registry: ${r.type}, ${r.mode}, ${r.latency === null ? 'no answer timed yet' : r.latency.toFixed(1) + ' ms'}, revision ${r.revision}`
      : `Registry: ${r.type}, ${r.mode}, away${since ? ' for ' + since : ''}: ${r.reason}`,
    protection: p => `Kept: ${p.reason}. Ends when ${p.release}.`,
    finding: f => f.text,
    breaker: b => `${b.caller}: breaker ${b.state.toLowerCase().replace('_', ' ')} (${b.failed} of ${b.calls} failed, ${b.rejected} not let through)`,
    counts: (n, others) => [plural(n, 'instance', 'instances'), ...others.map(([k, word]) => `${k} ${word}`)].join(', '),
    leaseLeft: s => `${s} s left`, leaseOver: s => `over for ${s} s`,
    ago: { s: n => `${n} s`, m: n => `${n} min`, h: n => `${n} h`, d: n => `${n} d` },
    types: { ServiceRegistered: 'registered', ServiceDeregistered: 'left', ServiceExpired: 'expired', HealthStatusChanged: 'state',
      InstanceChanged: 'changed', CircuitBreakerChanged: 'circuit breaker', RegistryLost: 'registry lost', RegistryRestored: 'registry back' },
    none: '–',
  },
  zh: {
    skip: '跳到实例列表', theme: '主题', signOut: '退出登录', instances: '实例',
    search: '搜索 ID、服务、可用区、版本', state: '状态', allStates: '全部状态', instance: '实例', since: '持续时间',
    why: '原因', weight: '权重', zone: '可用区', version: '版本', address: '地址', lease: '租约', events: '事件',
    pause: '暂停', resume: '继续', time: '时间', what: '类型', change: '变化', by: '来源', older: '更早',
    live: '实时', connecting: '连接中…', lost: '连接中断，正在重试…', signedOut: '登录已失效，请重新登录',
    paused: n => `继续（${n} 条新事件）`,
    nobody: '还没有注册的实例。带有 starter 的应用就绪后会立即出现在这里。',
    noMatch: '没有符合筛选条件的实例。', nothing: '管理端启动以来没有发生任何事件。',
    shown: (n, all) => n === all ? `${all} 个实例` : `${n} / ${all} 个实例`,
    verdict: { UP: '正常', DEGRADED: '降级', DOWN: '故障' },
    states: { UNKNOWN: '未知', STARTING: '启动中', UP: '正常', SUSPECT: '可疑', DOWN: '故障', DRAINING: '排空中', MAINTENANCE: '维护中' },
    sentence: (up, all, others, healthy) => [
      all === 0 ? '没有注册的实例' : `${all} 个实例中 ${up} 个正常`,
      ...others.map(([n, word]) => `${n} 个${word}`),
      healthy ? '注册中心正常' : '注册中心不可达'].join('，'),
    registry: (r, since) => r.status === 'UP'
      ? `注册中心：${r.type}，${r.mode}，${r.latency === null ? '尚无延迟数据' : r.latency.toFixed(1) + ' ms'}，版本号 ${r.revision}`
      : `注册中心：${r.type}，${r.mode}，不可达${since ? '已 ' + since : ''}：${r.reason}`,
    protection: p => `保护中：${p.reason}（解除条件：${p.release}）`,
    finding: f => ({
      REGISTRY_DOWN: '注册中心不可达，各方继续使用最后读到的数据',
      REGISTRY_WARNING: '注册中心的设置有风险',
      REGISTRY_PROTECTION: '大量租约同时到期，注册中心暂缓移除实例',
      REGISTRY_NEVER_REACHED: '管理端启动以来从未连上注册中心',
      SERVICE_DOWN: `${f.service} 没有可接收流量的实例`,
      INSTANCE_DOWN: `${f.service}/${f.instance} 故障`,
      INSTANCE_SUSPECT: `${f.service}/${f.instance} 可疑`,
      BREAKER_OPEN: `${f.instance} 对 ${f.service} 的熔断器已打开`,
    }[f.code] ?? '') + `（${f.text}）`,
    breaker: b => `${b.caller}：熔断器 ${b.state}（${b.calls} 次调用中 ${b.failed} 次失败，拒绝 ${b.rejected} 次）`,
    counts: (n, others) => [`${n} 个实例`, ...others.map(([k, word]) => `${k} 个${word}`)].join('，'),
    leaseLeft: s => `剩 ${s} 秒`, leaseOver: s => `已过期 ${s} 秒`,
    ago: { s: n => `${n} 秒`, m: n => `${n} 分钟`, h: n => `${n} 小时`, d: n => `${n} 天` },
    types: { ServiceRegistered: '注册', ServiceDeregistered: '离开', ServiceExpired: '租约过期', HealthStatusChanged: '状态变化',
      InstanceChanged: '属性变化', CircuitBreakerChanged: '熔断器', RegistryLost: '注册中心中断', RegistryRestored: '注册中心恢复' },
    none: '–',
  },
};
