BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE copy (
	id INTEGER NOT NULL, 
	instance VARCHAR NOT NULL, 
	element VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	sent VARCHAR NOT NULL, 
	is_read BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE deadline (
	id INTEGER NOT NULL, 
	instance VARCHAR NOT NULL, 
	work VARCHAR NOT NULL, 
	step INTEGER NOT NULL, 
	due VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "deadline" VALUES(1,'01d5702e-1','01d5702e-1:1',0,'2026-03-02T17:00:00+08:00');
INSERT INTO "deadline" VALUES(2,'01d5702e-2','01d5702e-2:1',0,'2026-03-02T17:00:00+08:00');
CREATE TABLE event_log (
	instance VARCHAR NOT NULL, 
	n INTEGER NOT NULL, 
	command INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	real VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	element VARCHAR NOT NULL, 
	token VARCHAR NOT NULL, 
	payload TEXT NOT NULL, 
	PRIMARY KEY (instance, n)
);
INSERT INTO "event_log" VALUES('01d5702e-1',1,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','command','','','{"verb":"start","model":"1334de9fc2bfe3bf4f922f6221a5a7437dbb02675c7c03bf3d0652a89b779bfd","data":{"no":7,"days":2,"kind":"annual"},"at":null,"process":null,"seed":null}');
INSERT INTO "event_log" VALUES('01d5702e-1',2,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','started','S','','{"by":"zhang"}');
INSERT INTO "event_log" VALUES('01d5702e-1',3,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','S','7aae168e-bc46-5af0-86ac-690493818561','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',4,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','left','S','7aae168e-bc46-5af0-86ac-690493818561','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',5,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','S_f','3f98c087-df64-5fe0-b489-4f85bc2e572e','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',6,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','f','3f98c087-df64-5fe0-b489-4f85bc2e572e','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',7,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','left','f','3f98c087-df64-5fe0-b489-4f85bc2e572e','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',8,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','f_M','02e6ad24-1d4f-5041-969d-d3e65de2a284','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',9,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','f_R','f03f008f-21e6-5f6f-85a3-797781cb3bc6','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',10,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','f_W','f73768a6-28a2-5945-bc5f-2f3a13749e5e','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',11,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','f_P','a087e3f4-4180-551a-83ef-1875cd4089a6','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',12,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','f_D','472f16d0-3a3e-5718-be15-8ad9dc36a41c','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',13,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','M','02e6ad24-1d4f-5041-969d-d3e65de2a284','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',14,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','R','f03f008f-21e6-5f6f-85a3-797781cb3bc6','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',15,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','W','f73768a6-28a2-5945-bc5f-2f3a13749e5e','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',16,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','P','a087e3f4-4180-551a-83ef-1875cd4089a6','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',17,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','D','472f16d0-3a3e-5718-be15-8ad9dc36a41c','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',18,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','S2','94e6b841-9da4-536f-9c39-d4c44873217c','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',19,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','left','S2','94e6b841-9da4-536f-9c39-d4c44873217c','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',20,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','S2_B','8afde64c-f917-5932-a586-e327245fd81a','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',21,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','B','8afde64c-f917-5932-a586-e327245fd81a','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-1',22,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','opened','D','472f16d0-3a3e-5718-be15-8ad9dc36a41c','{"work":"work","to":["chen"],"round":0,"visit":1,"trail":[{"code":"organization.named","params":{"who":"chen"}},{"code":"organization.assigned","params":{"people":"chen"}}],"alert":false}');
INSERT INTO "event_log" VALUES('01d5702e-1',23,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','opened','M','e1f4a958-0e41-5f90-ab83-57f087173d26','{"work":"work","to":["li"],"round":0,"visit":1,"trail":[{"code":"organization.named","params":{"who":"li"}},{"code":"organization.assigned","params":{"people":"li"}}],"alert":false}');
INSERT INTO "event_log" VALUES('01d5702e-1',24,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','opened','M','e1db20c7-3231-57b0-a34f-3adfeddc52e8','{"work":"work","to":["li"],"round":0,"visit":2,"trail":[{"code":"organization.named","params":{"who":"li"}},{"code":"organization.assigned","params":{"people":"li"}}],"alert":false}');
INSERT INTO "event_log" VALUES('01d5702e-1',25,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','opened','M','14911360-f779-5042-98cd-6fb562f286fc','{"work":"work","to":["li"],"round":0,"visit":3,"trail":[{"code":"organization.named","params":{"who":"li"}},{"code":"organization.assigned","params":{"people":"li"}}],"alert":false}');
INSERT INTO "event_log" VALUES('01d5702e-1',26,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','opened','B','8afde64c-f917-5932-a586-e327245fd81a','{"work":"work","to":["wang"],"round":0,"visit":1,"trail":[{"code":"organization.named","params":{"who":"wang"}},{"code":"organization.assigned","params":{"people":"wang"}}],"alert":false}');
INSERT INTO "event_log" VALUES('01d5702e-2',1,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','command','','','{"verb":"start","model":"1334de9fc2bfe3bf4f922f6221a5a7437dbb02675c7c03bf3d0652a89b779bfd","data":{"no":8,"days":3},"at":null,"process":null,"seed":null}');
INSERT INTO "event_log" VALUES('01d5702e-2',2,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','started','S','','{"by":"zhang"}');
INSERT INTO "event_log" VALUES('01d5702e-2',3,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','S','b29fb87f-b5f6-5fe5-9d7a-62baa67fa47e','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',4,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','left','S','b29fb87f-b5f6-5fe5-9d7a-62baa67fa47e','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',5,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','S_f','6e47d333-f46a-5b9d-8c34-219805931331','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',6,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','f','6e47d333-f46a-5b9d-8c34-219805931331','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',7,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','left','f','6e47d333-f46a-5b9d-8c34-219805931331','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',8,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','f_M','0f2e0729-c540-57ae-a7a3-6505a2bb1a27','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',9,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','f_R','02a7d93b-3aa5-51be-b712-f8b2742390fa','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',10,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','f_W','0e53062a-04d5-560b-b2db-33101c70f291','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',11,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','f_P','1146f18d-20f7-5a96-88a7-b71cac09d85b','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',12,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','f_D','c595336c-071d-5134-b04a-a65540db2db9','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',13,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','M','0f2e0729-c540-57ae-a7a3-6505a2bb1a27','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',14,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','R','02a7d93b-3aa5-51be-b712-f8b2742390fa','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',15,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','W','0e53062a-04d5-560b-b2db-33101c70f291','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',16,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','P','1146f18d-20f7-5a96-88a7-b71cac09d85b','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',17,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','D','c595336c-071d-5134-b04a-a65540db2db9','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',18,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','S2','8de65268-0a42-5614-b6f8-da80d1c76247','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',19,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','left','S2','8de65268-0a42-5614-b6f8-da80d1c76247','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',20,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','S2_B','0e1ec646-6d41-5b4d-b997-d4a990396c63','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',21,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','B','0e1ec646-6d41-5b4d-b997-d4a990396c63','{"process":"old"}');
INSERT INTO "event_log" VALUES('01d5702e-2',22,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','opened','D','c595336c-071d-5134-b04a-a65540db2db9','{"work":"work","to":["chen"],"round":0,"visit":1,"trail":[{"code":"organization.named","params":{"who":"chen"}},{"code":"organization.assigned","params":{"people":"chen"}}],"alert":false}');
INSERT INTO "event_log" VALUES('01d5702e-2',23,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','opened','M','1486600a-1681-5f3f-b425-7bc0101571a1','{"work":"work","to":["li"],"round":0,"visit":1,"trail":[{"code":"organization.named","params":{"who":"li"}},{"code":"organization.assigned","params":{"people":"li"}}],"alert":false}');
INSERT INTO "event_log" VALUES('01d5702e-2',24,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','opened','M','5b6707a8-df30-5a84-a8c7-cb5c254d0ae1','{"work":"work","to":["li"],"round":0,"visit":2,"trail":[{"code":"organization.named","params":{"who":"li"}},{"code":"organization.assigned","params":{"people":"li"}}],"alert":false}');
INSERT INTO "event_log" VALUES('01d5702e-2',25,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','opened','M','5f2e59ca-1213-5519-9bc8-0ad0d3024975','{"work":"work","to":["li"],"round":0,"visit":3,"trail":[{"code":"organization.named","params":{"who":"li"}},{"code":"organization.assigned","params":{"people":"li"}}],"alert":false}');
INSERT INTO "event_log" VALUES('01d5702e-2',26,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','opened','B','0e1ec646-6d41-5b4d-b997-d4a990396c63','{"work":"work","to":["wang"],"round":0,"visit":1,"trail":[{"code":"organization.named","params":{"who":"wang"}},{"code":"organization.assigned","params":{"people":"wang"}}],"alert":false}');
INSERT INTO "event_log" VALUES('01d5702e-1',27,2,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','li','command','','','{"verb":"complete","task":2,"data":{},"verdict":null,"opinion":null}');
INSERT INTO "event_log" VALUES('01d5702e-1',28,2,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','li','acted','M','e1f4a958-0e41-5f90-ab83-57f087173d26','{"task":2,"by":"li","verdict":null,"result":"agree","opinion":null,"onBehalf":null,"round":0}');
INSERT INTO "event_log" VALUES('01d5702e-3',1,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','command','','','{"verb":"start","model":"64d4bc0182410652ad814136e03fac2c970f47b8b8971d594fe1e6da04009a1b","data":{},"at":null,"process":null,"seed":null}');
INSERT INTO "event_log" VALUES('01d5702e-3',2,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','started','S','','{"by":"zhang"}');
INSERT INTO "event_log" VALUES('01d5702e-3',3,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','S','674a32c8-fc2b-54e9-a554-9f70887d9d5f','{"process":"done"}');
INSERT INTO "event_log" VALUES('01d5702e-3',4,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','left','S','674a32c8-fc2b-54e9-a554-9f70887d9d5f','{"process":"done"}');
INSERT INTO "event_log" VALUES('01d5702e-3',5,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','flow','S_U','b0c72cb4-cdbf-52bb-bc52-bc4d32a2ba32','{"process":"done"}');
INSERT INTO "event_log" VALUES('01d5702e-3',6,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','entered','U','b0c72cb4-cdbf-52bb-bc52-bc4d32a2ba32','{"process":"done"}');
INSERT INTO "event_log" VALUES('01d5702e-3',7,1,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','zhang','opened','U','b0c72cb4-cdbf-52bb-bc52-bc4d32a2ba32','{"work":"work","to":["li"],"round":0,"visit":1,"trail":[{"code":"organization.named","params":{"who":"li"}},{"code":"organization.assigned","params":{"people":"li"}}],"alert":false}');
INSERT INTO "event_log" VALUES('01d5702e-3',8,2,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','li','command','','','{"verb":"complete","task":11,"data":{},"verdict":null,"opinion":null}');
INSERT INTO "event_log" VALUES('01d5702e-3',9,2,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','li','acted','U','b0c72cb4-cdbf-52bb-bc52-bc4d32a2ba32','{"task":11,"by":"li","verdict":null,"result":"agree","opinion":null,"onBehalf":null,"round":0}');
INSERT INTO "event_log" VALUES('01d5702e-3',10,2,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','li','left','U','b0c72cb4-cdbf-52bb-bc52-bc4d32a2ba32','{"process":"done"}');
INSERT INTO "event_log" VALUES('01d5702e-3',11,2,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','li','flow','U_E','d1867c41-a0e6-5a24-a7e2-d6ddec32cbe3','{"process":"done"}');
INSERT INTO "event_log" VALUES('01d5702e-3',12,2,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','li','entered','E','d1867c41-a0e6-5a24-a7e2-d6ddec32cbe3','{"process":"done"}');
INSERT INTO "event_log" VALUES('01d5702e-3',13,2,'2026-03-02T09:00:00+08:00','2026-03-02T01:00:00+00:00','li','left','E','d1867c41-a0e6-5a24-a7e2-d6ddec32cbe3','{"process":"done"}');
CREATE TABLE instance (
	id VARCHAR NOT NULL, 
	model VARCHAR(64) NOT NULL, 
	process VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	outcome VARCHAR, 
	starter VARCHAR NOT NULL, 
	started VARCHAR NOT NULL, 
	ended VARCHAR, 
	engine VARCHAR NOT NULL, 
	setup TEXT NOT NULL, 
	head TEXT NOT NULL, 
	origin VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "instance" VALUES('01d5702e-1','1334de9fc2bfe3bf4f922f6221a5a7437dbb02675c7c03bf3d0652a89b779bfd','old','running',NULL,'zhang','2026-03-02T09:00:00+08:00',NULL,'1','{"at":null,"services":{},"seed":null}','{"format":1,"key":"01d5702e-1","process":"old","now":"2026-03-02T09:00:00+08:00","number":44,"ends":[],"visits":{},"outcome":null,"trouble":null,"completed":false,"ready":[]}',NULL);
INSERT INTO "instance" VALUES('01d5702e-2','1334de9fc2bfe3bf4f922f6221a5a7437dbb02675c7c03bf3d0652a89b779bfd','old','running',NULL,'zhang','2026-03-02T09:00:00+08:00',NULL,'1','{"at":null,"services":{},"seed":null}','{"format":1,"key":"01d5702e-2","process":"old","now":"2026-03-02T09:00:00+08:00","number":42,"ends":[],"visits":{},"outcome":null,"trouble":null,"completed":false,"ready":[]}',NULL);
INSERT INTO "instance" VALUES('01d5702e-3','64d4bc0182410652ad814136e03fac2c970f47b8b8971d594fe1e6da04009a1b','done','completed',NULL,'zhang','2026-03-02T09:00:00+08:00','2026-03-02T09:00:00+08:00','1','{"at":null,"services":{},"seed":null}','{"format":1,"key":"01d5702e-3","process":"done","now":"2026-03-02T09:00:00+08:00","number":14,"ends":["E"],"visits":{},"outcome":null,"trouble":null,"completed":true,"ready":[]}',NULL);
CREATE TABLE message_queue (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	correlation TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	sent VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "message_queue" VALUES(1,'late','{"no":9}','{"x":1}','2026-03-02T09:00:00+08:00');
CREATE TABLE meta (
	name VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('clock','2026-03-02T09:00:00+08:00');
INSERT INTO "meta" VALUES('cases','3');
INSERT INTO "meta" VALUES('prefix','01d5702e');
CREATE TABLE model_version (
	hash VARCHAR(64) NOT NULL, 
	process VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	deployed VARCHAR NOT NULL, 
	bundle BLOB NOT NULL, 
	PRIMARY KEY (hash)
);
INSERT INTO "model_version" VALUES('1334de9fc2bfe3bf4f922f6221a5a7437dbb02675c7c03bf3d0652a89b779bfd','old','old','0.1.0','2026-03-02T01:00:00+00:00',X'789CA5576D6FE23810FE2FFE1CADEEAA3DE9C4C76ED0AEB4428A6875206D113289134C1D9B739C726CC57FDF99715E1C5A52D8FB1262C7CF3C33E379E395E5C696DCFD236C258D66933F2326B4B347366146652C6295A96D2A2A36793D45ACB07CBFC577FA083F7B6BE063D59DD626C3B33F5E9984EFEC01B69EA5C6D7CA71EBA62F201C85A6662FD844D74A454CEAD4945217005B45CCD4AE307EC51ED6395B9DA24658DE0BDB73CB9512EA2B77E2C08F2312BD8CA1D87C3D0344BE9ED37341CF849E714037EBE9EA4AD8475E3D8FF1A0D0339ED97A875BCA983DFAEA4C7710961A78491D39FE9539F19F83EF3F9E187F62D113DBD0337D622B06AE974E94E8662D70B5E53A53C222AC7216BC501C1B3D412C3294744B87AD69B6274AB2D3A9336EDE1B67452AE48BF8D8BEF9B97D736F9FA04BED0D2C2120782140981539192C29347829FA556AAC158AB7B66BD4131E818A8B5E45A99DB0A5C82418FA85BB74FB511CD1B59E69BB785F5B274B729AFFEDF7B3DA7AEDA2F66292BB38D42F0962BBDE244D228CEA949CEB94A04E9DC487BBF17421CA916CB95BDF07D2EEDF8DDFE616BE189D4B5B5E96DD481B32DCAFA777B88735035DE5EF5709FE82B79D4BA1324CFED56F05E8810349E0DF65AFFFC6D43AE3F6789B3F96EBE9F27FDEF8E3E76FA052C4B8733CDD8AECD1348EA588B4F5DE1157CE55253AC5A7C1350A9D7DA074E7D440F5FE12A7CB9B64B526BF2B2BBEB5A0C5E7F71FFB14BAFD6EC1779A1C99099E2909358CB062EF7B05CF1D8A037FFFFD0D446486CA5289BA9E567D44EC7EAB0160158EA85645540322CABAA83526B46FB79E0609341D73FD5B1E029FB91E73459943D81131ADDAAEDAE63CE47A215C135AA9D199F4751149FA7C5E536075C8FB10489F2E21292A02E472805C8E207DA7EC8079089C8DE0BCCF3BDC2CC4ED46F9E617F9E623B8F9906F7E3DDFE222DF6204B718F22DAEE74B2EF22523B864C8975CCF175FE48B4770F1902FBE960F87AD30B8435C3E82C3DC0970BB4180BE8383BCB2B2D83A1A4BB1AE6047A2A2E39B114E5347AA9099C879AD307189A8ED5590B67B18A5B4F3A9D91CC6B24F5D0C335F6051A3FC87118E6F60609BB0EF5492A20EA0EB724355CF9FCEF8B10A4EC77EF9C295CCA04EF98EF96F2DAD00559CAD45C4A078B0C91F9FFE3A0542DF6A6105AFA82FB592E77EE3B2261557D02F03C483DFA0720A4E49258EFBCD547F30F6B9DA73743D2E8D2DB8963FBBD92C13506D5DD9398B1CE960A6854E00E51C16BEBC774127B5EF03D4768727710A6DCF6DEDC5637E16C05B362AFC3F419052A0A97EF7CDFCD097EF145AD47375F9FCCF2D37A44CB057D51A4500312E0362B2B09B9E9A15AF2A59E8DE31BDA31A7B026DC0F00E4EEFA3607461000655C1B60EDF2E6F11711848385C21007C3D54C10C3430B7E1D1B31DDC2FAE40E3249949FA8784D14BE1D9273E7CE38EFBB7EA08E344E9EBC12FA58FCAEF');
INSERT INTO "model_version" VALUES('64d4bc0182410652ad814136e03fac2c970f47b8b8971d594fe1e6da04009a1b','done','done','0.1.0','2026-03-02T01:00:00+00:00',X'789C9554C16E83300CFD979CB9ECCA9D2FE8D86542C8831422204649186A2BFE7D7648219DD6AE3D113B7ECF7E2F161771443380FB90C62AD4227D4B84D4CE9C442A6AD45224C2E2642A69457A5912D118185B3EAFB7F41D0DD2ADDDEB35D65CFD7911AAA6EC81529DD27CB40E8CCBBE899F692B1C89404F7D9F08A52B1C946E0856240227D7E01A8943998B62490259BE934D569A77B0DD03AA157CCB979719A75AD0752F0D0BB0CE8093CD297012DF0806062F726E31A4D35E8965D906C9F641A4AEFFD374ED1A0D522C141F7B9C63ABCA7CF33B38478E35D205E515EA5A39FF4CDC6277A5CC625C1EE3B23F70D4D9A8A675FE4D4993DF81F0C0B5AC146F420867349D1D81793944D380566758C968092479E506521FC9703852D3560207552BB5D8263D2ABDFACB7EFDAA6483AF75ADB95B3603F9E725601FEF99870C72F8A24DF6D9E8ED0266A3AFE8E93B7BBFFEDC02FA61A29C9D345350630EA3C65E21AD3D0C728FC05AD5E8DD98DDA8A0279A86846F707F7E08660B23308D4ADA36FC357C8562BE61989F2020AF6F47C09B09F0353C3BBBC1D7E00974C1CBAA2ADE44E0DF15AFE7BED574070ED6933D5927D7FD5E7E00C222A328');
CREATE TABLE remark (
	id VARCHAR NOT NULL, 
	instance VARCHAR, 
	model VARCHAR NOT NULL, 
	process VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	element VARCHAR, 
	field VARCHAR, 
	person VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	made VARCHAR NOT NULL, 
	done VARCHAR, 
	done_by VARCHAR, 
	answer TEXT, 
	PRIMARY KEY (id)
);
CREATE TABLE scope (
	instance VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	variables TEXT NOT NULL, 
	PRIMARY KEY (instance, id)
);
INSERT INTO "scope" VALUES('01d5702e-1','3e1ca4b5-4315-506d-b095-07c053bfc94d',0,'{"id":"3e1ca4b5-4315-506d-b095-07c053bfc94d","host":null,"process":"old","spec":"old","isolated":true,"root":{"id":"3e1ca4b5-4315-506d-b095-07c053bfc94d","scope":"3e1ca4b5-4315-506d-b095-07c053bfc94d","seq":1,"spec":"Start","element":null,"state":64,"data":{}}}','{"no":7,"days":2,"kind":"annual"}');
INSERT INTO "scope" VALUES('01d5702e-1','ea3a93e0-b93a-57c9-9985-3e81f0b9e185',1,'{"id":"ea3a93e0-b93a-57c9-9985-3e81f0b9e185","host":"a087e3f4-4180-551a-83ef-1875cd4089a6","process":"old","spec":"P","isolated":false,"root":{"id":"ea3a93e0-b93a-57c9-9985-3e81f0b9e185","scope":"ea3a93e0-b93a-57c9-9985-3e81f0b9e185","seq":29,"spec":"Start","element":null,"state":64,"data":{}}}','{}');
INSERT INTO "scope" VALUES('01d5702e-2','17b48998-ed31-58ee-ba8b-cb495231a4b4',0,'{"id":"17b48998-ed31-58ee-ba8b-cb495231a4b4","host":null,"process":"old","spec":"old","isolated":true,"root":{"id":"17b48998-ed31-58ee-ba8b-cb495231a4b4","scope":"17b48998-ed31-58ee-ba8b-cb495231a4b4","seq":1,"spec":"Start","element":null,"state":64,"data":{}}}','{"no":8,"days":3}');
INSERT INTO "scope" VALUES('01d5702e-2','cf3aa6da-d76c-5dbb-8c38-e9b57d342819',1,'{"id":"cf3aa6da-d76c-5dbb-8c38-e9b57d342819","host":"1146f18d-20f7-5a96-88a7-b71cac09d85b","process":"old","spec":"P","isolated":false,"root":{"id":"cf3aa6da-d76c-5dbb-8c38-e9b57d342819","scope":"cf3aa6da-d76c-5dbb-8c38-e9b57d342819","seq":29,"spec":"Start","element":null,"state":64,"data":{}}}','{}');
INSERT INTO "scope" VALUES('01d5702e-3','990da5a3-0962-51a9-9f78-19fb77646d59',0,'{"id":"990da5a3-0962-51a9-9f78-19fb77646d59","host":null,"process":"done","spec":"done","isolated":true,"root":{"id":"990da5a3-0962-51a9-9f78-19fb77646d59","scope":"990da5a3-0962-51a9-9f78-19fb77646d59","seq":1,"spec":"Start","element":null,"state":64,"data":{}}}','{}');
CREATE TABLE serial_counter (
	rule VARCHAR NOT NULL, 
	scope VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	last INTEGER NOT NULL, 
	PRIMARY KEY (rule, scope, period)
);
CREATE TABLE serial_number (
	rule VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	instance VARCHAR NOT NULL, 
	field VARCHAR NOT NULL, 
	issued VARCHAR NOT NULL, 
	PRIMARY KEY (rule, number)
);
CREATE TABLE task (
	id INTEGER NOT NULL, 
	work VARCHAR NOT NULL, 
	instance VARCHAR NOT NULL, 
	element VARCHAR NOT NULL, 
	round INTEGER NOT NULL, 
	user VARCHAR, 
	state VARCHAR NOT NULL, 
	on_behalf VARCHAR, 
	claimed_by VARCHAR, 
	acted_by VARCHAR, 
	verdict VARCHAR, 
	result VARCHAR, 
	opinion TEXT, 
	opened VARCHAR NOT NULL, 
	acted VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "task" VALUES(1,'01d5702e-1:1','01d5702e-1','D',0,'chen','open',NULL,NULL,NULL,NULL,NULL,NULL,'2026-03-02T09:00:00+08:00',NULL);
INSERT INTO "task" VALUES(2,'01d5702e-1:2','01d5702e-1','M',0,'li','done',NULL,NULL,'li',NULL,'agree',NULL,'2026-03-02T09:00:00+08:00','2026-03-02T09:00:00+08:00');
INSERT INTO "task" VALUES(3,'01d5702e-1:3','01d5702e-1','M',0,'li','open',NULL,NULL,NULL,NULL,NULL,NULL,'2026-03-02T09:00:00+08:00',NULL);
INSERT INTO "task" VALUES(4,'01d5702e-1:4','01d5702e-1','M',0,'li','open',NULL,NULL,NULL,NULL,NULL,NULL,'2026-03-02T09:00:00+08:00',NULL);
INSERT INTO "task" VALUES(5,'01d5702e-1:5','01d5702e-1','B',0,'wang','open',NULL,NULL,NULL,NULL,NULL,NULL,'2026-03-02T09:00:00+08:00',NULL);
INSERT INTO "task" VALUES(6,'01d5702e-2:1','01d5702e-2','D',0,'chen','open',NULL,NULL,NULL,NULL,NULL,NULL,'2026-03-02T09:00:00+08:00',NULL);
INSERT INTO "task" VALUES(7,'01d5702e-2:2','01d5702e-2','M',0,'li','open',NULL,NULL,NULL,NULL,NULL,NULL,'2026-03-02T09:00:00+08:00',NULL);
INSERT INTO "task" VALUES(8,'01d5702e-2:3','01d5702e-2','M',0,'li','open',NULL,NULL,NULL,NULL,NULL,NULL,'2026-03-02T09:00:00+08:00',NULL);
INSERT INTO "task" VALUES(9,'01d5702e-2:4','01d5702e-2','M',0,'li','open',NULL,NULL,NULL,NULL,NULL,NULL,'2026-03-02T09:00:00+08:00',NULL);
INSERT INTO "task" VALUES(10,'01d5702e-2:5','01d5702e-2','B',0,'wang','open',NULL,NULL,NULL,NULL,NULL,NULL,'2026-03-02T09:00:00+08:00',NULL);
INSERT INTO "task" VALUES(11,'01d5702e-3:1','01d5702e-3','U',0,'li','done',NULL,NULL,'li',NULL,'agree',NULL,'2026-03-02T09:00:00+08:00','2026-03-02T09:00:00+08:00');
CREATE TABLE token (
	instance VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	element VARCHAR, 
	state TEXT NOT NULL, 
	PRIMARY KEY (instance, id)
);
INSERT INTO "token" VALUES('01d5702e-1','02e6ad24-1d4f-5041-969d-d3e65de2a284',10,'M','{"id":"02e6ad24-1d4f-5041-969d-d3e65de2a284","scope":"3e1ca4b5-4315-506d-b095-07c053bfc94d","seq":10,"spec":"M","element":"M","state":32,"data":{"flow":"f_M","entered":true,"armed":true,"loop":{"items":["a","b","c"],"next":3,"done":1}}}');
INSERT INTO "token" VALUES('01d5702e-1','f03f008f-21e6-5f6f-85a3-797781cb3bc6',11,'R','{"id":"f03f008f-21e6-5f6f-85a3-797781cb3bc6","scope":"3e1ca4b5-4315-506d-b095-07c053bfc94d","seq":11,"spec":"R","element":"R","state":32,"data":{"flow":"f_R","entered":true,"armed":true,"slots":{"R":{"kind":"message","correlation":{"no":7}}}}}');
INSERT INTO "token" VALUES('01d5702e-1','f73768a6-28a2-5945-bc5f-2f3a13749e5e',12,'W','{"id":"f73768a6-28a2-5945-bc5f-2f3a13749e5e","scope":"3e1ca4b5-4315-506d-b095-07c053bfc94d","seq":12,"spec":"W","element":"W","state":32,"data":{"flow":"f_W","entered":true,"armed":true,"slots":{"W":{"kind":"timer","due":"2026-03-04T09:00:00+08:00"}}}}');
INSERT INTO "token" VALUES('01d5702e-1','a087e3f4-4180-551a-83ef-1875cd4089a6',13,'P','{"id":"a087e3f4-4180-551a-83ef-1875cd4089a6","scope":"3e1ca4b5-4315-506d-b095-07c053bfc94d","seq":13,"spec":"P","element":"P","state":32,"data":{"flow":"f_P","entered":true,"armed":true}}');
INSERT INTO "token" VALUES('01d5702e-1','472f16d0-3a3e-5718-be15-8ad9dc36a41c',14,'D','{"id":"472f16d0-3a3e-5718-be15-8ad9dc36a41c","scope":"3e1ca4b5-4315-506d-b095-07c053bfc94d","seq":14,"spec":"D","element":"D","state":32,"data":{"flow":"f_D","entered":true,"armed":true,"open":"work"}}');
INSERT INTO "token" VALUES('01d5702e-1','e1db20c7-3231-57b0-a34f-3adfeddc52e8',22,'M','{"id":"e1db20c7-3231-57b0-a34f-3adfeddc52e8","scope":"3e1ca4b5-4315-506d-b095-07c053bfc94d","seq":22,"spec":"M#each","element":"M","state":32,"data":{"host":"02e6ad24-1d4f-5041-969d-d3e65de2a284","index":1,"local":{"loopCounter":2,"one":"b"},"entered":true,"armed":true,"open":"work"}}');
INSERT INTO "token" VALUES('01d5702e-1','14911360-f779-5042-98cd-6fb562f286fc',24,'M','{"id":"14911360-f779-5042-98cd-6fb562f286fc","scope":"3e1ca4b5-4315-506d-b095-07c053bfc94d","seq":24,"spec":"M#each","element":"M","state":32,"data":{"host":"02e6ad24-1d4f-5041-969d-d3e65de2a284","index":2,"local":{"loopCounter":3,"one":"c"},"entered":true,"armed":true,"open":"work"}}');
INSERT INTO "token" VALUES('01d5702e-1','8afde64c-f917-5932-a586-e327245fd81a',40,'B','{"id":"8afde64c-f917-5932-a586-e327245fd81a","scope":"ea3a93e0-b93a-57c9-9985-3e81f0b9e185","seq":40,"spec":"B","element":"B","state":32,"data":{"flow":"S2_B","entered":true,"slots":{"X":{"kind":"timer","due":"2026-03-02T13:00:00+08:00"}},"armed":true,"open":"work"}}');
INSERT INTO "token" VALUES('01d5702e-2','0f2e0729-c540-57ae-a7a3-6505a2bb1a27',10,'M','{"id":"0f2e0729-c540-57ae-a7a3-6505a2bb1a27","scope":"17b48998-ed31-58ee-ba8b-cb495231a4b4","seq":10,"spec":"M","element":"M","state":32,"data":{"flow":"f_M","entered":true,"armed":true,"loop":{"items":["a","b","c"],"next":3,"done":0}}}');
INSERT INTO "token" VALUES('01d5702e-2','02a7d93b-3aa5-51be-b712-f8b2742390fa',11,'R','{"id":"02a7d93b-3aa5-51be-b712-f8b2742390fa","scope":"17b48998-ed31-58ee-ba8b-cb495231a4b4","seq":11,"spec":"R","element":"R","state":32,"data":{"flow":"f_R","entered":true,"armed":true,"slots":{"R":{"kind":"message","correlation":{"no":8}}}}}');
INSERT INTO "token" VALUES('01d5702e-2','0e53062a-04d5-560b-b2db-33101c70f291',12,'W','{"id":"0e53062a-04d5-560b-b2db-33101c70f291","scope":"17b48998-ed31-58ee-ba8b-cb495231a4b4","seq":12,"spec":"W","element":"W","state":32,"data":{"flow":"f_W","entered":true,"armed":true,"slots":{"W":{"kind":"timer","due":"2026-03-04T09:00:00+08:00"}}}}');
INSERT INTO "token" VALUES('01d5702e-2','1146f18d-20f7-5a96-88a7-b71cac09d85b',13,'P','{"id":"1146f18d-20f7-5a96-88a7-b71cac09d85b","scope":"17b48998-ed31-58ee-ba8b-cb495231a4b4","seq":13,"spec":"P","element":"P","state":32,"data":{"flow":"f_P","entered":true,"armed":true}}');
INSERT INTO "token" VALUES('01d5702e-2','c595336c-071d-5134-b04a-a65540db2db9',14,'D','{"id":"c595336c-071d-5134-b04a-a65540db2db9","scope":"17b48998-ed31-58ee-ba8b-cb495231a4b4","seq":14,"spec":"D","element":"D","state":32,"data":{"flow":"f_D","entered":true,"armed":true,"open":"work"}}');
INSERT INTO "token" VALUES('01d5702e-2','1486600a-1681-5f3f-b425-7bc0101571a1',20,'M','{"id":"1486600a-1681-5f3f-b425-7bc0101571a1","scope":"17b48998-ed31-58ee-ba8b-cb495231a4b4","seq":20,"spec":"M#each","element":"M","state":32,"data":{"host":"0f2e0729-c540-57ae-a7a3-6505a2bb1a27","index":0,"local":{"loopCounter":1,"one":"a"},"entered":true,"armed":true,"open":"work"}}');
INSERT INTO "token" VALUES('01d5702e-2','5b6707a8-df30-5a84-a8c7-cb5c254d0ae1',22,'M','{"id":"5b6707a8-df30-5a84-a8c7-cb5c254d0ae1","scope":"17b48998-ed31-58ee-ba8b-cb495231a4b4","seq":22,"spec":"M#each","element":"M","state":32,"data":{"host":"0f2e0729-c540-57ae-a7a3-6505a2bb1a27","index":1,"local":{"loopCounter":2,"one":"b"},"entered":true,"armed":true,"open":"work"}}');
INSERT INTO "token" VALUES('01d5702e-2','5f2e59ca-1213-5519-9bc8-0ad0d3024975',24,'M','{"id":"5f2e59ca-1213-5519-9bc8-0ad0d3024975","scope":"17b48998-ed31-58ee-ba8b-cb495231a4b4","seq":24,"spec":"M#each","element":"M","state":32,"data":{"host":"0f2e0729-c540-57ae-a7a3-6505a2bb1a27","index":2,"local":{"loopCounter":3,"one":"c"},"entered":true,"armed":true,"open":"work"}}');
INSERT INTO "token" VALUES('01d5702e-2','0e1ec646-6d41-5b4d-b997-d4a990396c63',40,'B','{"id":"0e1ec646-6d41-5b4d-b997-d4a990396c63","scope":"cf3aa6da-d76c-5dbb-8c38-e9b57d342819","seq":40,"spec":"B","element":"B","state":32,"data":{"flow":"S2_B","entered":true,"slots":{"X":{"kind":"timer","due":"2026-03-02T13:00:00+08:00"}},"armed":true,"open":"work"}}');
CREATE TABLE work (
	id VARCHAR NOT NULL, 
	instance VARCHAR NOT NULL, 
	token VARCHAR NOT NULL, 
	element VARCHAR NOT NULL, 
	process VARCHAR NOT NULL, 
	visit INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	round INTEGER NOT NULL, 
	"plan" TEXT NOT NULL, 
	opened VARCHAR NOT NULL, 
	closed VARCHAR, 
	result VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "work" VALUES('01d5702e-1:1','01d5702e-1','472f16d0-3a3e-5718-be15-8ad9dc36a41c','D','old',1,'work','open',0,'{"vote":"any","rounds":[["chen"]],"anyone":false,"threshold":null,"abstain":"counted","veto":null,"outcome":"assigned","trail":[{"code":"organization.named","params":{"who":"chen"}},{"code":"organization.assigned","params":{"people":"chen"}}],"agents":{},"epoch":0,"backTo":null}','2026-03-02T09:00:00+08:00',NULL,NULL);
INSERT INTO "work" VALUES('01d5702e-1:2','01d5702e-1','e1f4a958-0e41-5f90-ab83-57f087173d26','M','old',1,'work','done',0,'{"vote":"any","rounds":[["li"]],"anyone":false,"threshold":null,"abstain":"counted","veto":null,"outcome":"assigned","trail":[{"code":"organization.named","params":{"who":"li"}},{"code":"organization.assigned","params":{"people":"li"}}],"agents":{},"epoch":0,"backTo":null}','2026-03-02T09:00:00+08:00','2026-03-02T09:00:00+08:00','agree');
INSERT INTO "work" VALUES('01d5702e-1:3','01d5702e-1','e1db20c7-3231-57b0-a34f-3adfeddc52e8','M','old',2,'work','open',0,'{"vote":"any","rounds":[["li"]],"anyone":false,"threshold":null,"abstain":"counted","veto":null,"outcome":"assigned","trail":[{"code":"organization.named","params":{"who":"li"}},{"code":"organization.assigned","params":{"people":"li"}}],"agents":{},"epoch":0,"backTo":null}','2026-03-02T09:00:00+08:00',NULL,NULL);
INSERT INTO "work" VALUES('01d5702e-1:4','01d5702e-1','14911360-f779-5042-98cd-6fb562f286fc','M','old',3,'work','open',0,'{"vote":"any","rounds":[["li"]],"anyone":false,"threshold":null,"abstain":"counted","veto":null,"outcome":"assigned","trail":[{"code":"organization.named","params":{"who":"li"}},{"code":"organization.assigned","params":{"people":"li"}}],"agents":{},"epoch":0,"backTo":null}','2026-03-02T09:00:00+08:00',NULL,NULL);
INSERT INTO "work" VALUES('01d5702e-1:5','01d5702e-1','8afde64c-f917-5932-a586-e327245fd81a','B','old',1,'work','open',0,'{"vote":"any","rounds":[["wang"]],"anyone":false,"threshold":null,"abstain":"counted","veto":null,"outcome":"assigned","trail":[{"code":"organization.named","params":{"who":"wang"}},{"code":"organization.assigned","params":{"people":"wang"}}],"agents":{},"epoch":0,"backTo":null}','2026-03-02T09:00:00+08:00',NULL,NULL);
INSERT INTO "work" VALUES('01d5702e-2:1','01d5702e-2','c595336c-071d-5134-b04a-a65540db2db9','D','old',1,'work','open',0,'{"vote":"any","rounds":[["chen"]],"anyone":false,"threshold":null,"abstain":"counted","veto":null,"outcome":"assigned","trail":[{"code":"organization.named","params":{"who":"chen"}},{"code":"organization.assigned","params":{"people":"chen"}}],"agents":{},"epoch":0,"backTo":null}','2026-03-02T09:00:00+08:00',NULL,NULL);
INSERT INTO "work" VALUES('01d5702e-2:2','01d5702e-2','1486600a-1681-5f3f-b425-7bc0101571a1','M','old',1,'work','open',0,'{"vote":"any","rounds":[["li"]],"anyone":false,"threshold":null,"abstain":"counted","veto":null,"outcome":"assigned","trail":[{"code":"organization.named","params":{"who":"li"}},{"code":"organization.assigned","params":{"people":"li"}}],"agents":{},"epoch":0,"backTo":null}','2026-03-02T09:00:00+08:00',NULL,NULL);
INSERT INTO "work" VALUES('01d5702e-2:3','01d5702e-2','5b6707a8-df30-5a84-a8c7-cb5c254d0ae1','M','old',2,'work','open',0,'{"vote":"any","rounds":[["li"]],"anyone":false,"threshold":null,"abstain":"counted","veto":null,"outcome":"assigned","trail":[{"code":"organization.named","params":{"who":"li"}},{"code":"organization.assigned","params":{"people":"li"}}],"agents":{},"epoch":0,"backTo":null}','2026-03-02T09:00:00+08:00',NULL,NULL);
INSERT INTO "work" VALUES('01d5702e-2:4','01d5702e-2','5f2e59ca-1213-5519-9bc8-0ad0d3024975','M','old',3,'work','open',0,'{"vote":"any","rounds":[["li"]],"anyone":false,"threshold":null,"abstain":"counted","veto":null,"outcome":"assigned","trail":[{"code":"organization.named","params":{"who":"li"}},{"code":"organization.assigned","params":{"people":"li"}}],"agents":{},"epoch":0,"backTo":null}','2026-03-02T09:00:00+08:00',NULL,NULL);
INSERT INTO "work" VALUES('01d5702e-2:5','01d5702e-2','0e1ec646-6d41-5b4d-b997-d4a990396c63','B','old',1,'work','open',0,'{"vote":"any","rounds":[["wang"]],"anyone":false,"threshold":null,"abstain":"counted","veto":null,"outcome":"assigned","trail":[{"code":"organization.named","params":{"who":"wang"}},{"code":"organization.assigned","params":{"people":"wang"}}],"agents":{},"epoch":0,"backTo":null}','2026-03-02T09:00:00+08:00',NULL,NULL);
INSERT INTO "work" VALUES('01d5702e-3:1','01d5702e-3','b0c72cb4-cdbf-52bb-bc52-bc4d32a2ba32','U','done',1,'work','done',0,'{"vote":"any","rounds":[["li"]],"anyone":false,"threshold":null,"abstain":"counted","veto":null,"outcome":"assigned","trail":[{"code":"organization.named","params":{"who":"li"}},{"code":"organization.assigned","params":{"people":"li"}}],"agents":{},"epoch":0,"backTo":null}','2026-03-02T09:00:00+08:00','2026-03-02T09:00:00+08:00','agree');
CREATE INDEX ix_instance_model ON instance (model);
CREATE INDEX work_by_state ON work (instance, state);
CREATE INDEX ix_task_work ON task (work);
CREATE INDEX ix_task_instance ON task (instance);
CREATE INDEX ix_task_user ON task (user);
CREATE INDEX task_by_state ON task (state, user);
CREATE INDEX ix_deadline_work ON deadline (work);
CREATE INDEX ix_copy_instance ON copy (instance);
CREATE INDEX ix_copy_user ON copy (user);
CREATE INDEX ix_remark_instance ON remark (instance);
CREATE TRIGGER event_log_no_update BEFORE UPDATE ON event_log BEGIN SELECT RAISE(ABORT, 'the event log can only grow'); END;
CREATE TRIGGER event_log_no_delete BEFORE DELETE ON event_log BEGIN SELECT RAISE(ABORT, 'the event log can only grow'); END;
CREATE INDEX ix_serial_number_instance ON serial_number (instance);
CREATE TRIGGER serial_counter_no_return BEFORE UPDATE ON serial_counter WHEN NEW.last < OLD.last BEGIN SELECT RAISE(ABORT, 'a count only goes up'); END;
CREATE TRIGGER serial_counter_no_delete BEFORE DELETE ON serial_counter BEGIN SELECT RAISE(ABORT, 'a count only goes up'); END;
CREATE TRIGGER serial_number_no_update BEFORE UPDATE ON serial_number BEGIN SELECT RAISE(ABORT, 'a number that was given stays given'); END;
CREATE TRIGGER serial_number_no_delete BEFORE DELETE ON serial_number BEGIN SELECT RAISE(ABORT, 'a number that was given stays given'); END;
COMMIT;
