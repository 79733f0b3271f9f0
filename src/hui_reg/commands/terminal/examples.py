"""What stands first in every ``--help``: the command as it is typed, and what it is typed for.

One table, so that the handbook's page of commands, the help and the tests read the same; a verb without an example
fails a test.
"""

from collections.abc import Mapping
from typing import Final

Example = tuple[str, str]

EXAMPLES: Final[Mapping[str, tuple[Example, ...]]] = {
    "": (
        ("hui-reg init", "第一次：建立工作区，逐项提问"),
        ("hui-reg doctor", "检查邮箱、磁盘、识读是否都好"),
        ("hui-reg run", "每天：收取、审核、更新审核表"),
        ("hui-reg status", "谁在哪一步，接下来做什么"),
        ("hui-reg show 张三", "一个人的全部经过"),
    ),
    "init": (
        ("hui-reg init", "在终端里逐项提问"),
        ("hui-reg -w 报名2024 init --no-input", "不提问，写出样本，自己填"),
        ("hui-reg init --secret file", "更换邮箱的授权码"),
        ("hui-reg -w 报名2025 init --from 报名2024", "下一次报名：沿用设置和单位的更正"),
        ("hui-reg -w 报名 init --shared /mnt/共用/报名", "几台电脑合用一个数据库：每台都这样建立"),
    ),
    "fetch": (
        ("hui-reg fetch", "从邮箱收取新邮件"),
        ("hui-reg fetch --from 邮件文件夹", "从另存的 .eml、.msg 收取"),
        ("hui-reg fetch --attach 材料.zip --to 3fa9c1", "补交手工下载的云附件"),
        ("hui-reg fetch --from 扫描件 --paper --unit 社保", "登记窗口收的纸质材料"),
        ("hui-reg fetch --dry-run", "看看有没有新邮件，不收"),
    ),
    "validate": (
        ("hui-reg validate", "识读、归档到人、逐条审核"),
        ("hui-reg validate --fail-on correct", "有人需补正时返回 1"),
    ),
    "export": (
        ("hui-reg export review", "审核表（Excel）"),
        ("hui-reg export notices", "给各单位的补正通知草稿"),
        ("hui-reg export fees", "缴费清单"),
    ),
    "import": (
        ("hui-reg import review 审核表.xlsx --dry-run", "先试看，不记录"),
        ("hui-reg import review 审核表.xlsx", "导入审回的意见"),
        ("hui-reg import receipts 回单文件夹", "导入缴费回单"),
    ),
    "run": (
        ("hui-reg run", "收取、审核，有变化时重做审核表"),
        ("hui-reg run --now --minutes 10", "安静时段也运行，最多 10 分钟"),
    ),
    "schedule": (
        ("hui-reg schedule", "打印本机适用的定时任务"),
        ("hui-reg schedule --install --every 30", "装上，每 30 分钟一次"),
        ("hui-reg schedule --for systemd --hours 7-22", "打印 systemd 单元"),
        ("hui-reg schedule --remove", "取消"),
    ),
    "check": (
        ("hui-reg check 材料文件夹", "报送之前检查一个单位的材料"),
        ("hui-reg check 材料.zip --output 检查结果.html", "写成一个网页"),
    ),
    "status": (
        ("hui-reg status", "各环节人数，下一步做什么"),
        ("hui-reg status --unit 社保", "一个单位的每个人"),
        ("hui-reg status --check", "供监控：有事才出声"),
    ),
    "show": (
        ("hui-reg show 张三", "一个人的全部经过"),
        ("hui-reg show 张三@社保", "同名的，加上单位"),
        ("hui-reg show 002X", "按证件号码末四位"),
    ),
    "explain": (("hui-reg explain 张三", "为什么得出这个建议：读到的值与出处"),),
    "notice": (("hui-reg notice check notice.toml", "把通知文件念成句子，与纸质通知对照"),),
    "notice check": (("hui-reg notice check notice.toml", "把通知文件念成句子，与纸质通知对照"),),
    "rules": (
        ("hui-reg rules", "全部审核规则"),
        ("hui-reg rules A104", "一条规则检查什么、依据、常见误判"),
    ),
    "work": (
        ("hui-reg work", "在这台电脑上帮忙识读，Ctrl+C 结束"),
        ("hui-reg work --until-idle", "读完队列里的就结束"),
    ),
    "retry": (
        ("hui-reg retry", "重试被搁置的邮件和文件"),
        ("hui-reg retry 3fa9c1", "只重试这一封"),
    ),
    "roles": (
        ("hui-reg roles", "打印 SQL，交数据库管理员执行"),
        ("hui-reg roles --apply", "直接设好，须用建库的用户"),
    ),
    "doctor": (
        ("hui-reg doctor", "检查邮箱、识读、磁盘、时钟、备份"),
        ("hui-reg doctor --report", "打印不含个人信息的报告"),
        ("hui-reg doctor --reading 标准样本", "升级后：更正过的内容，现在读得怎样"),
    ),
    "verify": (
        ("hui-reg verify", "核对保存的内容是否完好"),
        ("hui-reg verify --rebuild", "数据库损坏后，按保存的邮件补全"),
    ),
    "purge": (
        ("hui-reg purge --dry-run", "看会清除什么"),
        ("hui-reg purge", "保存期限过后清除"),
    ),
    "demo": (("hui-reg demo", "用自带的虚构样本走一遍"),),
    "completion": (
        ("hui-reg completion bash >> ~/.bashrc", "按 Tab 补全命令和选项（Linux）"),
        ("hui-reg completion powershell >> $PROFILE", "同上（Windows）"),
    ),
    "backup": (("hui-reg backup E:/备份/报名.age", "备份成一个加密文件，放到另一块盘上"),),
    "restore": (("hui-reg -w 新文件夹 restore 报名.age", "恢复成一个新的工作区"),),
    "encrypt": (("hui-reg encrypt", "设置好 [store] encrypt 之后，把已有的内容加密"),),
    "archive": (
        ("hui-reg archive", "归档，写出归档证明"),
        ("hui-reg archive --destroy", "保存期限过后清除，写出销毁证明"),
    ),
    "amend": (
        ("hui-reg amend value 张三 school=泉州师范学院", "改正读错的内容"),
        ("hui-reg amend withdraw 张三", "退出报名"),
        ("hui-reg amend list", "所有更正一览"),
    ),
    "amend value": (("hui-reg amend value 张三 school=泉州师范学院", "改正材料上读错的内容"),),
    "amend file": (("hui-reg amend file 3fa9c1/身份证.jpg --to 张三", "说明这个文件是张三的"),),
    "amend same": (("hui-reg amend same 张三 0021", "两份档案是同一人"),),
    "amend unit": (("hui-reg amend unit 社保 --address a@example.com", "说明这是单位的邮箱地址"),),
    "amend person": (("hui-reg amend person 张三 --unit 社保", "转到另一个单位"),),
    "amend withdraw": (("hui-reg amend withdraw 张三", "退出报名"),),
    "amend extend": (("hui-reg amend extend 张三 2024-07-20", "可以晚交到这一天"),),
    "amend note": (("hui-reg amend note 张三 已电话说明", "记一条备注"),),
    "amend list": (("hui-reg amend list", "所有更正一览"),),
    "amend undo": (("hui-reg amend undo 3", "撤回第 3 条更正"),),
    "export review": (
        ("hui-reg export review", "初审表和证据文件夹"),
        ("hui-reg export review --stage second", "复核表"),
        ("hui-reg export review --unit 社保 --output 初审.xlsx", "一个单位的，写到指定位置"),
    ),
    "export records": (("hui-reg export records --output 记录.jsonl", "每位申报人一行，供别的程序用"),),
    "export notices": (
        ("hui-reg export notices", "补正通知，每个单位一封草稿"),
        ("hui-reg export notices --to-drafts", "放进邮箱的草稿箱"),
        ("hui-reg export notices --reminder", "催办还没有补正的"),
    ),
    "export package": (("hui-reg export package", "复核通过的人的上报材料包"),),
    "export roster": (("hui-reg export roster", "考生信息汇总表"),),
    "export album": (("hui-reg export album --unit 社保", "一个单位的翻看网页"),),
    "export fees": (("hui-reg export fees", "缴费清单与缴费核对表"),),
    "export training": (("hui-reg export training", "已缴费者的培训名单"),),
    "export exam": (("hui-reg export exam --date 2024-09-08 --room 第一考场:30", "准考名单、签到表、门贴"),),
    "export publication": (("hui-reg export publication", "合格人员公示（号码打码）"),),
    "export makeup": (("hui-reg export makeup", "补考名单与费用"),),
    "export certificates": (("hui-reg export certificates", "领证名单与查询表"),),
    "export subsidy": (("hui-reg export subsidy", "补贴自查表与判断"),),
    "export statistics": (("hui-reg export statistics", "各单位、各环节的统计"),),
    "import review": (
        ("hui-reg import review 审核表.xlsx --dry-run", "先试看，不记录"),
        ("hui-reg import review 审核表.xlsx", "导入审回的意见"),
    ),
    "import receipts": (("hui-reg import receipts 回单.pdf", "核对缴费回单"),),
    "import payments": (("hui-reg import payments 缴费核对表.xlsx", "导入人工核对的缴费"),),
    "import training": (("hui-reg import training 培训学时.xlsx", "导入培训学时"),),
    "import scores": (("hui-reg import scores 成绩表.xlsx", "导入考试成绩"),),
    "import certificates": (("hui-reg import certificates 证书编号表.xlsx", "导入证书编号"),),
    "import facts": (
        ("hui-reg import facts --template 核验.xlsx", "写出还缺备案表的人，拿去批量核验"),
        ("hui-reg import facts 核验.xlsx --source 学信网 --date 2024-07-03", "导入核验结果，不再要求交备案表"),
    ),
    "import subsidy": (("hui-reg import subsidy 补贴自查表.xlsx", "导入填好的自查表"),),
}
"""By the words of the command; the empty one is ``hui-reg`` itself."""
